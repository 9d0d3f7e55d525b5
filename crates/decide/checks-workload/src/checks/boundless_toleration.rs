//! A workload tolerates the taints that it knows, not all.
//!
//! # Why
//! Taints keep nodes for the control plane or for one tenant free of others: who tolerates
//! everything runs there as well.
//!
//! # Fix
//! Name the key of each taint that is meant.
//!
//! # See
//! Kubernetes documentation, taints and tolerations

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;

pub(crate) static CHECK: Check<Workload> = Check::new("NET-05", Severity::Low, run)
    .doc(seaworthy_check::header!("boundless_toleration.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              tolerations:
                - operator: Exists   #! the pods tolerate every taint
              containers:
                - name: web
            ",
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

fn run(workload: &Workload, judge: &mut Judge) {
    // A DaemonSet is meant for every node.
    if workload.object().kind() == "DaemonSet" {
        return;
    }
    let tolerations = workload.pod().spec().get("tolerations");
    for toleration in tolerations.into_iter().flat_map(Value::items) {
        let key = toleration
            .get("key")
            .and_then(Value::text)
            .unwrap_or_default();
        let operator = toleration.get("operator").and_then(Value::text);
        if key.is_empty() && operator == Some("Exists") {
            judge.fail(workload.failure(toleration, "the pods tolerate every taint"));
        }
    }
}
