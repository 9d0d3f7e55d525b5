//! A workload does not claim the priority of the system.
//!
//! # Why
//! Pods of these classes push others off their nodes and are never pushed off: an ordinary program
//! that claims it can stop the rest.
//!
//! # Fix
//! Use a PriorityClass of your own with a lower value.
//!
//! # See
//! Kubernetes documentation, pod priority and preemption

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-05", Severity::Low, run)
    .doc(seaworthy_check::header!("system_priority_class.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              priorityClassName: system-node-critical   #! the pods claim the priority `system-node-critical`
              containers:
                - name: web
            ",
        ),
        Example::new(
            "
            spec:
              priorityClassName: shop-high
              containers:
                - name: web
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let is_system = workload.object().namespace() == Some("kube-system");
    let class = workload
        .pod()
        .spec()
        .get("priorityClassName")
        .filter(|_| !is_system);
    let Some(class) = class else {
        return;
    };
    let name = class.text().unwrap_or_default();
    if name.starts_with("system-") {
        judge.fail(workload.failure(class, format!("the pods claim the priority `{name}`")));
    }
}
