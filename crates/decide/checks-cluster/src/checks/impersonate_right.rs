//! A role does not impersonate.
//!
//! # Why
//! Whoever impersonates without limits chooses who he is: `system:masters` is a group like another.
//!
//! # Fix
//! Name in `resourceNames` whom it may act as, none of them an administrator.
//!
//! # See
//! CIS Kubernetes 5.1.8
//! Kubernetes documentation: RBAC good practices, privilege escalation risks

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "act as others",
    severity: Severity::Critical,
    verbs: &["impersonate"],
    of: &[
        ("", &["users", "groups", "serviceaccounts"]),
        (
            "authentication.k8s.io",
            &["userextras", "uids", "userextras/scopes"],
        ),
    ],
    reach: Reach::Namespaced,
    named: &[
        "system:masters",
        "system:admin",
        "kubernetes-admin",
        "cluster-admin",
    ],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("impersonate_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [users]   #! ClusterRole `helper` may act as others
                verbs: [impersonate]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [users]
                verbs: [impersonate]
                resourceNames: ["jane"]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
