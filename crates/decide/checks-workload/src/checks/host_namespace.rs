//! A pod does not share the network, process or IPC namespace of its node.
//!
//! # Why
//! In the namespaces of the node a container reaches services that listen on loopback, sees and
//! signals the processes of the node, or reads shared memory of others.
//!
//! # Fix
//! Remove `hostNetwork`, `hostPID` and `hostIPC`. What must listen on the node gets one `hostPort`.
//!
//! # See
//! CIS Kubernetes 5.2.3, 5.2.4, 5.2.5
//! Pod Security Standards, baseline: host namespaces

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::edit;
use seaworthy_model::Severity;

use crate::Workload;
use crate::field::is_on;

/// The fields, with what the pod shares by them.
const FIELDS: &[(&str, &str)] = &[
    ("hostNetwork", "network"),
    ("hostPID", "process"),
    ("hostIPC", "IPC"),
];

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-03", Severity::High, run)
    .doc(seaworthy_check::header!("host_namespace.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: apps/v1
            kind: DaemonSet
            metadata:
              name: probe
            spec:
              template:
                spec:
                  hostNetwork: true   #! the pods share the network namespace of their node
                  hostPID: true   #! the pods share the process namespace of their node
                  containers:
                    - name: probe
            ",
        ),
        Example::new(
            "
            spec:
              hostNetwork: false
              containers:
                - name: web
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let spec = workload.pod().spec();
    for (field, what) in FIELDS {
        let Some(shared) = spec.get(field).filter(|shared| is_on(*shared)) else {
            continue;
        };
        let message = format!("the pods share the {what} namespace of their node");
        let failure = workload.failure(shared, message);
        judge.fail(failure.patch(edit::remove(spec, field)));
    }
}
