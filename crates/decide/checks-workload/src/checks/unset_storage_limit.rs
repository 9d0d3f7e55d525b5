//! A container that writes to scratch space cannot fill the disk of its node.
//!
//! # Why
//! What a container writes to an `emptyDir` without a size lies on the disk of the node, and pods
//! are evicted when that is full.
//!
//! # Fix
//! Set `sizeLimit` of the volume, or `resources.limits.ephemeral-storage`.
//!
//! # See
//! CIS Docker 5.12
//! NSA Kubernetes Hardening Guide 2.5

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::resources::{Bound, containers, is_bound};
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-05", Severity::Negligible, run)
    .doc(seaworthy_check::header!("unset_storage_limit.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web   #! container `web` has no limit of ephemeral storage
                  volumeMounts: [{name: scratch, mountPath: /tmp}]
              volumes:
                - {name: scratch, emptyDir: {}}
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  resources: {limits: {ephemeral-storage: 1Gi}}
                  volumeMounts: [{name: scratch, mountPath: /tmp}]
                - name: log
                  volumeMounts: [{name: small, mountPath: /tmp}]
                - name: pure
              volumes:
                - {name: scratch, emptyDir: {}}
                - {name: small, emptyDir: {sizeLimit: 64Mi}}
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let volumes = workload.pod().spec().get("volumes");
    let volumes = volumes.into_iter().flat_map(Value::items);
    let unsized_scratch = volumes.filter(|volume| {
        let scratch = volume.get("emptyDir");
        // One in memory is a question to the memory of the container.
        let on_disk = |scratch: &Value<'_>| scratch.get("medium").is_none();
        scratch.is_some_and(|scratch| on_disk(&scratch) && scratch.get("sizeLimit").is_none())
    });
    let names: Vec<&str> = unsized_scratch
        .filter_map(|volume| volume.get("name")?.text())
        .collect();
    for container in containers(workload) {
        let mounts = container.value.get("volumeMounts");
        let mounted = mounts.into_iter().flat_map(Value::items);
        let mut mounted = mounted.filter_map(|mount| mount.get("name")?.text());
        let writes = mounted.any(|name| names.contains(&name));
        if writes && !is_bound(workload, &container, Bound::Limit, "ephemeral-storage") {
            let message = format!("{} has no limit of ephemeral storage", called(&container));
            judge.fail(workload.failure(container.value, message));
        }
    }
}
