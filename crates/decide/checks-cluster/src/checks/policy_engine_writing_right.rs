//! A role does not write the rules of a policy engine.
//!
//! # Why
//! An exception or a changed rule of Kyverno, Gatekeeper or Kubewarden switches a guard off for
//! whoever wrote it.
//!
//! # Fix
//! Let rules and exceptions come from reviewed files through one pipeline.
//!
//! # See
//! rbac-tool: Gatekeeper, Kyverno

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "write rules of the policy engine",
    severity: Severity::High,
    verbs: &["create", "delete", "deletecollection", "patch", "update"],
    of: &[
        (
            "kyverno.io",
            &["clusterpolicies", "policies", "policyexceptions"],
        ),
        (
            "policies.kyverno.io",
            &[
                "validatingpolicies",
                "mutatingpolicies",
                "policyexceptions",
                "imagevalidatingpolicies",
            ],
        ),
        ("templates.gatekeeper.sh", &["constrainttemplates"]),
        ("config.gatekeeper.sh", &["configs"]),
        (
            "mutations.gatekeeper.sh",
            &["assign", "assignmetadata", "modifyset"],
        ),
        (
            "policies.kubewarden.io",
            &["clusteradmissionpolicies", "admissionpolicies"],
        ),
    ],
    reach: Reach::Cluster,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("policy_engine_writing_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["kyverno.io"]
                resources: [clusterpolicies]
                #! ClusterRole `helper` may write rules of the policy engine
                verbs: [create]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["kyverno.io"]
                resources: [clusterpolicies]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
