//! A role does not change running pods.
//!
//! # Why
//! The image of a running container can be changed: code of another then runs with the token and
//! the Secrets of that pod.
//!
//! # Fix
//! Change the workload that makes the pod, and take `update` and `patch` on pods away.
//!
//! # See
//! rbac-police: modify_pods

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "change running pods",
    severity: Severity::Medium,
    verbs: &["patch", "update"],
    of: &[("", &["pods"])],
    reach: Reach::Namespaced,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("pod_changing_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [pods]   #! ClusterRole `helper` may change running pods
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
                resources: [pods]
                verbs: [get, watch]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
