//! A container does not mount volumes into its node.
//!
//! # Why
//! With `Bidirectional` propagation what the container mounts appears on the node and in other
//! pods, and only privileged containers may ask for it.
//!
//! # Fix
//! Use `HostToContainer` or remove `mountPropagation`. Storage drivers that must mount for others
//! name it as a waiver.
//!
//! # See
//! Kubernetes documentation, mount propagation

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-07", Severity::High, run)
    .doc(seaworthy_check::header!("shared_mount_propagation.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: driver
                  volumeMounts:
                    - name: kubelet
                      mountPath: /var/lib/kubelet
                      mountPropagation: Bidirectional   #! container `driver` mounts into its node through `/var/lib/kubelet`
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  volumeMounts:
                    - {name: data, mountPath: /data, mountPropagation: HostToContainer}
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let mounts = container.value.get("volumeMounts");
        for mount in mounts.into_iter().flat_map(Value::items) {
            let mode = mount.get("mountPropagation");
            let Some(mode) = mode.filter(|mode| mode.text() == Some("Bidirectional")) else {
                continue;
            };
            let path = mount
                .get("mountPath")
                .and_then(Value::text)
                .unwrap_or_default();
            let called = called(&container);
            let message = format!("{called} mounts into its node through `{path}`");
            judge.fail(workload.failure(mode, message));
        }
    }
}
