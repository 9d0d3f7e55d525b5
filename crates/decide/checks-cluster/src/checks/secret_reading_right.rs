//! A role does not read all Secrets.
//!
//! # Why
//! Secrets hold the tokens and passwords by which a reader becomes someone else. `list` and `watch`
//! show the contents as well as `get` does, and a rule without names covers Secrets that are made
//! later.
//!
//! # Fix
//! Name the Secrets that are needed in `resourceNames` and allow `get` alone, or mount them into
//! the pod in place of reading them.
//!
//! # See
//! CIS Kubernetes 5.1.2
//! Kubernetes documentation: RBAC good practices, privilege escalation risks

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "read every Secret in its reach",
    severity: Severity::High,
    verbs: &["get", "list", "watch"],
    of: &[("", &["secrets"])],
    reach: Reach::Namespaced,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("secret_reading_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [secrets]   #! ClusterRole `helper` may read every Secret in its reach
                verbs: [get]
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
                verbs: [get]
                resourceNames: ["database"]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
