//! A workload does not run beside the control plane.
//!
//! # Why
//! On a node of the control plane lie the keys of the whole cluster: leaving a container there ends
//! with all of them.
//!
//! # Fix
//! Remove the toleration or the selector. Agents that must watch those nodes too run as a DaemonSet
//! with few rights.
//!
//! # See
//! MITRE ATT&CK T1610

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;

pub(crate) static CHECK: Check<Workload> = Check::new("NET-05", Severity::Medium, run)
    .doc(seaworthy_check::header!("control_plane_placement.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              tolerations:
                - key: node-role.kubernetes.io/control-plane   #! the pods may run on nodes of the control plane
                  effect: NoSchedule
              containers:
                - name: web
            ",
        ),
        Example::new(
            r#"
            spec:
              nodeSelector:
                node-role.kubernetes.io/master: ""   #! the pods may run on nodes of the control plane
              containers:
                - name: web
            "#,
        ),
        Example::new(
            "
            spec:
              tolerations: [{key: gpu, operator: Exists}]
              containers:
                - name: web
            ",
        ),
    ]);

const ROLES: &[&str] = &[
    "node-role.kubernetes.io/control-plane",
    "node-role.kubernetes.io/controlplane",
    "node-role.kubernetes.io/master",
    "node-role.kubernetes.io/etcd",
];

fn run(workload: &Workload, judge: &mut Judge) {
    // Agents of nodes belong on every node, and what is of the system beside it.
    let object = workload.object();
    if object.kind() == "DaemonSet" || object.namespace() == Some("kube-system") {
        return;
    }
    let spec = workload.pod().spec();
    let selector = spec.get("nodeSelector");
    let selected = selector.into_iter().flat_map(Value::entries);
    let selected = selected.filter(|entry| ROLES.contains(&entry.name().as_ref()));
    let tolerations = spec.get("tolerations").into_iter().flat_map(Value::items);
    let tolerated = tolerations.filter(|toleration| {
        let key = toleration.get("key").and_then(Value::text);
        key.is_some_and(|key| ROLES.contains(&key))
    });
    if let Some(at) = selected.map(|entry| entry.value).chain(tolerated).next() {
        judge.fail(workload.failure(at, "the pods may run on nodes of the control plane"));
    }
}
