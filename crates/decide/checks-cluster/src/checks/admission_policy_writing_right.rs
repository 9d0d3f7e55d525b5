//! A role does not write admission policies.
//!
//! # Why
//! Whoever edits the policies or their bindings decides what the cluster refuses, and can let his
//! own pods through.
//!
//! # Fix
//! Let policies come from reviewed files through one pipeline.
//!
//! # See
//! Kubernetes documentation: validating admission policy

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "write admission policies",
    severity: Severity::High,
    verbs: &["create", "delete", "deletecollection", "patch", "update"],
    of: &[(
        "admissionregistration.k8s.io",
        &[
            "validatingadmissionpolicies",
            "validatingadmissionpolicybindings",
            "mutatingadmissionpolicies",
            "mutatingadmissionpolicybindings",
        ],
    )],
    reach: Reach::Cluster,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!(
        "admission_policy_writing_right.rs"
    ))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["admissionregistration.k8s.io"]
                resources: [validatingadmissionpolicies]
                #! ClusterRole `helper` may write admission policies
                verbs: [create]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["admissionregistration.k8s.io"]
                resources: [validatingadmissionpolicies]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
