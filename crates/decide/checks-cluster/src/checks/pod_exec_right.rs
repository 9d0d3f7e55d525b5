//! A role does not run commands in containers.
//!
//! # Why
//! A shell in a container has its Secrets, its token and its network. `get` is enough where the
//! connection is a WebSocket.
//!
//! # Fix
//! Remove `pods/exec`; debug with short-lived rights that somebody grants, and log their use.
//!
//! # See
//! CIS Kubernetes 5.1.1
//! Kubernetes documentation: RBAC good practices, privilege escalation risks

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "run commands in pods",
    severity: Severity::High,
    verbs: &["create", "get"],
    of: &[("", &["pods/exec"])],
    reach: Reach::Namespaced,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-07", RIGHT.severity, run)
    .doc(seaworthy_check::header!("pod_exec_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [pods/exec]   #! ClusterRole `helper` may run commands in pods
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
                resources: [pods/log]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
