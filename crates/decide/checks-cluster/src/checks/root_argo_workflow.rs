//! Workflows of Argo do not run as root.
//!
//! # Why
//! Steps of a workflow run what a repository brings; as root they begin with the most rights that a
//! container has.
//!
//! # Fix
//! Set `spec.securityContext.runAsNonRoot: true` in the workflow.
//!
//! # See
//! Checkov: CKV_ARGO_2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("root_argo_workflow.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: build}
            spec:
              entrypoint: main
              #! the steps of Workflow `build` may run as root
            ",
        ),
        Example::new(
            "
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: build}
            spec:
              securityContext: {runAsNonRoot: true}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for kind in [
        "Workflow",
        "WorkflowTemplate",
        "ClusterWorkflowTemplate",
        "CronWorkflow",
    ] {
        for object in cluster.of_group("argoproj.io", kind) {
            let own = object.at("spec.workflowSpec").or_else(|| object.at("spec"));
            let Some(spec) = own else { continue };
            let context = spec.at("securityContext");
            let setting = |key| context.and_then(|context| context.get(key));
            let has_user = setting("runAsUser")
                .and_then(Value::as_i64)
                .is_some_and(|id| id > 0);
            if !has_user && !setting("runAsNonRoot").is_some_and(Value::is_true) {
                let name = object.name();
                let message = format!("the steps of {kind} `{name}` may run as root");
                judge.fail(cluster.failure(object, context.unwrap_or(spec), message));
            }
        }
    }
}
