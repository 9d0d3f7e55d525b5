//! A pod lets the scheduler choose its node.
//!
//! # Why
//! `nodeName` goes past the scheduler, and so past taints, resources and the limits of who may run
//! where.
//!
//! # Fix
//! Use `nodeSelector` or affinity.
//!
//! # See
//! Kubernetes documentation, assigning pods to nodes

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;

pub(crate) static CHECK: Check<Workload> = Check::new("NET-05", Severity::Low, run)
    .doc(seaworthy_check::header!("fixed_node.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              nodeName: node-1   #! the pods are bound to node `node-1` past the scheduler
              containers:
                - name: web
            ",
        ),
        Example::new(
            "
            spec:
              nodeSelector: {disk: fast}
              containers:
                - name: web
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    // A pod that was read from a cluster has been scheduled.
    let object = workload.object();
    let is_live = object.at("metadata.uid").is_some() && object.kind() == "Pod";
    let node = workload.pod().spec().get("nodeName").filter(|_| !is_live);
    let Some(node) = node.filter(|node| node.text() != Some("")) else {
        return;
    };
    let name = node.text().unwrap_or_default();
    let message = format!("the pods are bound to node `{name}` past the scheduler");
    judge.fail(workload.failure(node, message));
}
