//! A role does not both drive pods away and close nodes.
//!
//! # Why
//! Whoever evicts pods and makes nodes unschedulable decides where pods start anew: on a node that
//! he holds, with their Secrets.
//!
//! # Fix
//! Give cordoning and eviction to the one tool that drains nodes, and to nobody else.
//!
//! # See
//! rbac-police: steal_pods

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach, failure};

const DRIVE: Question = Question {
    may: "drive pods away and close nodes to them",
    severity: Severity::High,
    verbs: &["create", "delete", "deletecollection"],
    of: &[("", &["pods/eviction", "pods"])],
    reach: Reach::Namespaced,
    named: &[],
};
const CLOSE: Question = Question {
    may: "",
    severity: Severity::High,
    verbs: &["patch", "update"],
    of: &[("", &["nodes", "nodes/status"])],
    reach: Reach::Cluster,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", Severity::High, run)
    .doc(seaworthy_check::header!("pod_theft_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: drain}
            rules:
              - apiGroups: [""]
                resources: [pods/eviction]
                #! ClusterRole `drain` may drive pods away and close nodes to them
                verbs: [create]
              - apiGroups: [""]
                resources: [nodes]
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
                resources: [pods/eviction]
                verbs: [create]
              - apiGroups: [""]
                resources: [nodes]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let roles = cluster.rights().roles.iter();
    for role in roles.filter(|role| !role.is_known && role.is_cluster) {
        if let (Some(site), Some(_)) = (DRIVE.granted(role), CLOSE.granted(role)) {
            let failure = failure(cluster, role, site, DRIVE.may, DRIVE.severity, DRIVE.reach);
            judge.fail(failure);
        }
    }
}
