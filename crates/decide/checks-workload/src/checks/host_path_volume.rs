//! A pod does not depend on paths of its node.
//!
//! # Why
//! Even read-only, a path of the node shows what other pods or the system leave there, and ties the
//! pod to nodes that have it.
//!
//! # Fix
//! Use a ConfigMap, a PersistentVolumeClaim or `emptyDir`. Node agents that must read one path name
//! it as a waiver.
//!
//! # See
//! CIS Kubernetes 5.2.11
//! Pod Security Standards, baseline: host path volumes

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::host_path::{self, Reach, reach};

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-07", Severity::Low, run)
    .doc(seaworthy_check::header!("host_path_volume.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  volumeMounts: [{name: logs, mountPath: /logs, readOnly: true}]
              volumes:
                - name: logs
                  hostPath:
                    path: /srv/logs   #! volume `logs` is a path of the node: /srv/logs
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
              volumes:
                - name: scratch
                  emptyDir: {}
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let volumes = host_path::volumes(workload);
    for volume in volumes.filter(|volume| !volume.is_writable && reach(volume.path) == Reach::Other)
    {
        let (name, path) = (volume.name, volume.path);
        let message = format!("volume `{name}` is a path of the node: {path}");
        judge.fail(workload.failure(volume.value, message));
    }
}
