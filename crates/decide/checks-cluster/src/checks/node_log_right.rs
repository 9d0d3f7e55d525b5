//! A role does not read log files of nodes.
//!
//! # Why
//! The log endpoint of kubelets serves files below the log folder of the node, among them those of
//! all containers.
//!
//! # Fix
//! Ship logs by an agent that mounts the one folder that it needs.
//!
//! # See
//! Kubernetes documentation: kubelet authorization

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "read logs of nodes",
    severity: Severity::Medium,
    verbs: &["get"],
    of: &[("", &["nodes/log"])],
    reach: Reach::Cluster,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("node_log_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [nodes/log]   #! ClusterRole `helper` may read logs of nodes
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
                resources: [nodes/metrics]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
