//! A pod uses the types of volumes that need no trust in the pod.
//!
//! # Why
//! Volumes that name a server or a device in the pod itself reach storage past the rights that
//! PersistentVolumes check.
//!
//! # Fix
//! Put the storage behind a PersistentVolumeClaim.
//!
//! # See
//! Pod Security Standards, restricted: volume types

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-08", Severity::Low, run)
    .doc(seaworthy_check::header!("uncommon_volume_type.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              volumes:
                - name: shared   #! volume `shared` is of type `nfs`
                  nfs: {server: files.example, path: /data}
              containers:
                - name: web
            ",
        ),
        Example::new(
            "
            spec:
              volumes:
                - {name: a, emptyDir: {}}
                - {name: b, configMap: {name: b}}
                - {name: c, hostPath: {path: /srv}}
                - {name: d}
              containers:
                - name: web
            ",
        ),
    ]);

/// Types that the restricted standard allows, those that are images, and those with own checks.
const KNOWN: &[&str] = &[
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "gitRepo",
    "hostPath",
    "image",
    "name",
    "persistentVolumeClaim",
    "projected",
    "secret",
];

fn run(workload: &Workload, judge: &mut Judge) {
    if !workload.is_pod() {
        return;
    }
    let list = workload.pod().spec().get("volumes");
    for volume in list.into_iter().flat_map(Value::items) {
        let name = volume.get("name").and_then(Value::text).unwrap_or_default();
        let mut types = volume.entries().filter(|entry| !entry.value.is_null());
        let other = types.find(|entry| !KNOWN.contains(&entry.name().as_ref()));
        if let Some(entry) = other {
            let message = format!("volume `{name}` is of type `{}`", entry.name());
            judge.fail(workload.failure(volume, message));
        }
    }
}
