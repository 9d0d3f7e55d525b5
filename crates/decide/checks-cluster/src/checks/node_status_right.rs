//! A role does not write the status of nodes.
//!
//! # Why
//! False addresses or capacity of a node draw pods, and requests of the API server, to where the
//! attacker waits.
//!
//! # Fix
//! Leave `nodes/status` to kubelets and to the node problem detector, the latter by its own role.
//!
//! # See
//! rbac-police: modify_node_status

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "write the status of nodes",
    severity: Severity::High,
    verbs: &["patch", "update"],
    of: &[("", &["nodes/status"])],
    reach: Reach::Cluster,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("node_status_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [nodes/status]   #! ClusterRole `helper` may write the status of nodes
                verbs: [patch]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [nodes/status]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
