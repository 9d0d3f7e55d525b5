//! A role does not forward ports into pods.
//!
//! # Why
//! A forwarded port passes by Services and, with most plug-ins, by network policies: what listens
//! on loopback in a pod is reached as well.
//!
//! # Fix
//! Remove `pods/portforward`, or grant it for a time to those who debug.
//!
//! # See
//! MITRE ATT&CK T1090

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "forward ports into pods",
    severity: Severity::Medium,
    verbs: &["create", "get"],
    of: &[("", &["pods/portforward"])],
    reach: Reach::Namespaced,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-07", RIGHT.severity, run)
    .doc(seaworthy_check::header!("port_forwarding_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [pods/portforward]   #! ClusterRole `helper` may forward ports into pods
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
                resources: [pods]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
