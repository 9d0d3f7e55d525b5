//! A role does not write CustomResourceDefinitions.
//!
//! # Why
//! Deleting a definition deletes every object of it; changing one can send its objects through a
//! conversion webhook of the attacker.
//!
//! # Fix
//! Install definitions with the pipeline, apart from the program that uses them.
//!
//! # See
//! rbac-tool: CRDs

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "write definitions of custom resources",
    severity: Severity::Medium,
    verbs: &["create", "delete", "deletecollection", "patch", "update"],
    of: &[("apiextensions.k8s.io", &["customresourcedefinitions"])],
    reach: Reach::Cluster,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-02", RIGHT.severity, run)
    .doc(seaworthy_check::header!(
        "resource_definition_writing_right.rs"
    ))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["apiextensions.k8s.io"]
                resources: [customresourcedefinitions]
                #! ClusterRole `helper` may write definitions of custom resources
                verbs: [create]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["apiextensions.k8s.io"]
                resources: [customresourcedefinitions]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
