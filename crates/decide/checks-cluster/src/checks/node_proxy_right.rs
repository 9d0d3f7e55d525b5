//! A role does not reach the API of kubelets.
//!
//! # Why
//! Through `nodes/proxy` commands run in every container of every node, past admission and, in
//! part, past the audit log. `get` suffices, since the kubelet takes commands over WebSockets.
//!
//! # Fix
//! Use `nodes/metrics`, `nodes/stats` or `nodes/log` where only these are read (finer since
//! Kubernetes 1.33).
//!
//! # See
//! Kubernetes documentation: RBAC good practices, privilege escalation risks

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "reach kubelets through `nodes/proxy`",
    severity: Severity::Critical,
    verbs: &["create", "get"],
    of: &[("", &["nodes/proxy"])],
    reach: Reach::Cluster,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("node_proxy_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [nodes/proxy]
                #! ClusterRole `helper` may reach kubelets through `nodes/proxy`
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
                resources: [nodes/metrics]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
