//! A role does not create or change Secrets at will.
//!
//! # Why
//! Whoever creates a Secret of the type service-account-token gets a token of any service account
//! of the namespace once he can read it back, and whoever changes one decides what programs trust.
//!
//! # Fix
//! Take `create`, `update` and `patch` on Secrets away, or narrow `update` and `patch` by
//! `resourceNames`.
//!
//! # See
//! Kubernetes documentation: RBAC good practices, privilege escalation risks

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "write Secrets",
    severity: Severity::High,
    verbs: &["create", "patch", "update"],
    of: &[("", &["secrets"])],
    reach: Reach::Namespaced,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("secret_writing_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [secrets]   #! ClusterRole `helper` may write Secrets
                verbs: [create]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [secrets]
                verbs: [update]
                resourceNames: ["database"]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
