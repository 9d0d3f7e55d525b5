//! A role does not hold the verb `escalate`.
//!
//! # Why
//! `escalate` lifts the rule that nobody can write more into a role than he has: its holder writes
//! himself any right.
//!
//! # Fix
//! Remove `escalate`; whoever writes roles should hold what they grant.
//!
//! # See
//! CIS Kubernetes 5.1.8
//! Kubernetes documentation: RBAC good practices, privilege escalation risks

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "put rights into roles that it does not hold",
    severity: Severity::Critical,
    verbs: &["escalate"],
    of: &[("rbac.authorization.k8s.io", &["clusterroles", "roles"])],
    reach: Reach::Namespaced,
    named: &["cluster-admin", "admin", "edit"],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("escalate_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["rbac.authorization.k8s.io"]
                resources: [clusterroles]
                #! ClusterRole `helper` may put rights into roles that it does not hold
                verbs: [escalate]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["rbac.authorization.k8s.io"]
                resources: [clusterroles]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
