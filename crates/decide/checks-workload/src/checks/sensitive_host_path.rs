//! A pod does not get folders of its node that make up the system.
//!
//! # Why
//! Whoever writes to `/etc`, `/`, the folders of the kubelet or those of devices runs programs as
//! root on the node; whoever reads them finds keys and tokens of other pods.
//!
//! # Fix
//! Mount the one file or folder that is needed, read-only, or use a volume of another type.
//!
//! # See
//! CIS Kubernetes 5.2.11
//! Pod Security Standards, baseline: host path volumes
//! NSA Kubernetes Hardening Guide 1.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::host_path::{self, Reach, reach};

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-07", Severity::High, run)
    .doc(seaworthy_check::header!("sensitive_host_path.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  volumeMounts:
                    - {name: etc, mountPath: /host/etc}
                    - {name: proc, mountPath: /host/proc, readOnly: true}
              volumes:
                - name: etc
                  hostPath:
                    path: /etc   #! volume `etc` is a part of the system of the node that can be written to: /etc
                - name: proc
                  hostPath:
                    path: /proc   #! volume `proc` is a part of the system of the node: /proc
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  volumeMounts: [{name: zone, mountPath: /etc/localtime}]
              volumes:
                - name: zone
                  hostPath:
                    path: /etc/localtime
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let volumes = host_path::volumes(workload);
    for volume in volumes.filter(|volume| reach(volume.path) == Reach::System) {
        let (name, path) = (volume.name, volume.path);
        let (written, severity) = match (volume.is_writable, host_path::clean(path).as_str()) {
            (true, "/") => (" that can be written to", Severity::Critical),
            (true, _) => (" that can be written to", Severity::High),
            (false, "/") => ("", Severity::High),
            (false, _) => ("", Severity::Medium),
        };
        let message =
            format!("volume `{name}` is a part of the system of the node{written}: {path}");
        judge.fail(workload.failure(volume.value, message).severity(severity));
    }
}
