//! A role does not hold the verb `bind`.
//!
//! # Why
//! `bind` lifts the rule that nobody can hand out more than he has: its holder binds himself to any
//! role.
//!
//! # Fix
//! Name the roles that may be handed out in `resourceNames`, none of which is an administrator.
//!
//! # See
//! CIS Kubernetes 5.1.8
//! Kubernetes documentation: RBAC good practices, privilege escalation risks

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "bind roles that it does not hold",
    severity: Severity::Critical,
    verbs: &["bind"],
    of: &[("rbac.authorization.k8s.io", &["clusterroles", "roles"])],
    reach: Reach::Namespaced,
    named: &["cluster-admin", "admin", "edit"],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("bind_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["rbac.authorization.k8s.io"]
                resources: [clusterroles]
                #! ClusterRole `helper` may bind roles that it does not hold
                verbs: [bind]
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
                verbs: [bind]
                resourceNames: ["view"]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
