//! A container mounts volumes that the pod has.
//!
//! # Why
//! A pod with a mount of no volume is refused, so that nothing runs.
//!
//! # Fix
//! Add the volume, or correct its name.
//!
//! # See
//! Kubernetes API reference, PodSpec

use std::collections::BTreeSet;

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Low, run)
    .doc(seaworthy_check::header!("dangling_volume_mount.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  volumeMounts:
                    - {name: dta, mountPath: /data}   #! container `web` mounts `dta`, which is no volume of the pod
              volumes:
                - {name: data, emptyDir: {}}
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  volumeMounts:
                    - {name: data, mountPath: /data}
              volumes:
                - {name: data, emptyDir: {}}
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    // Tools add volumes to the templates of other kinds.
    if !matches!(workload.object().group(), "" | "apps" | "batch") {
        return;
    }
    let volumes = workload
        .pod()
        .spec()
        .get("volumes")
        .into_iter()
        .flat_map(Value::items);
    let claims = workload.object().at("spec.volumeClaimTemplates");
    let claims = claims.into_iter().flat_map(Value::items);
    let claims = claims.filter_map(|claim| claim.at("metadata.name"));
    let names = volumes
        .filter_map(|volume| volume.get("name"))
        .chain(claims);
    let names: BTreeSet<&str> = names.filter_map(Value::text).collect();
    for container in workload.containers() {
        for key in ["volumeMounts", "volumeDevices"] {
            let mounts = container.value.get(key);
            for mount in mounts.into_iter().flat_map(Value::items) {
                let name = mount.get("name").and_then(Value::text).unwrap_or_default();
                if !names.contains(name) {
                    let called = called(&container);
                    let message =
                        format!("{called} mounts `{name}`, which is no volume of the pod");
                    judge.fail(workload.failure(mount, message));
                }
            }
        }
    }
}
