//! A role does not write admission webhooks.
//!
//! # Why
//! A webhook reads every object that is written, Secrets included, and a mutating one changes them;
//! deleting one switches a guard off.
//!
//! # Fix
//! Name the own configuration in `resourceNames` and allow `get`, `update` and `patch` on it.
//!
//! # See
//! Kubernetes documentation: RBAC good practices, privilege escalation risks

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "write admission webhooks",
    severity: Severity::Critical,
    verbs: &["create", "delete", "deletecollection", "patch", "update"],
    of: &[(
        "admissionregistration.k8s.io",
        &[
            "mutatingwebhookconfigurations",
            "validatingwebhookconfigurations",
        ],
    )],
    reach: Reach::Cluster,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("webhook_writing_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["admissionregistration.k8s.io"]
                resources: [mutatingwebhookconfigurations]
                #! ClusterRole `helper` may write admission webhooks
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
                resources: [validatingwebhookconfigurations]
                verbs: [patch]
                resourceNames: ["own"]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
