//! A role does not issue tokens of service accounts.
//!
//! # Why
//! A token that is asked for is as good as the account itself: the holder acts with the rights of
//! every service account in reach.
//!
//! # Fix
//! Name the accounts in `resourceNames`, which holds for this subresource.
//!
//! # See
//! Kubernetes documentation: RBAC good practices, privilege escalation risks

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "issue tokens of service accounts",
    severity: Severity::High,
    verbs: &["create"],
    of: &[("", &["serviceaccounts/token"])],
    reach: Reach::Namespaced,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("token_request_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [serviceaccounts/token]
                #! ClusterRole `helper` may issue tokens of service accounts
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
                resources: [serviceaccounts/token]
                verbs: [create]
                resourceNames: ["builder"]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
