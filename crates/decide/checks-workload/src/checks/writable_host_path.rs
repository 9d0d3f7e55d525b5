//! A folder of the node is mounted read-only.
//!
//! # Why
//! What a pod writes to its node outlives it, fills the disk of all pods, and is read by programs
//! of the node that trust it.
//!
//! # Fix
//! Add `readOnly: true` to the mount, or use a PersistentVolumeClaim or `emptyDir` for what is
//! written.
//!
//! # See
//! CIS Kubernetes 5.2.11
//! Pod Security Standards, baseline: host path volumes

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::host_path::{self, Reach, reach};

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("writable_host_path.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  volumeMounts: [{name: data, mountPath: /data}]
              volumes:
                - name: data
                  hostPath:
                    path: /srv/data   #! volume `data` is a folder of the node that can be written to: /srv/data
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  volumeMounts: [{name: data, mountPath: /data, readOnly: true}]
              volumes:
                - name: data
                  hostPath: {path: /srv/data}
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let volumes = host_path::volumes(workload);
    for volume in volumes.filter(|volume| volume.is_writable && reach(volume.path) == Reach::Other)
    {
        let (name, path) = (volume.name, volume.path);
        let message =
            format!("volume `{name}` is a folder of the node that can be written to: {path}");
        judge.fail(workload.failure(volume.value, message));
    }
}
