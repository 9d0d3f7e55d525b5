//! A role does not approve requests for certificates.
//!
//! # Why
//! A certificate of the cluster authority is a login: who approves his own request becomes any
//! user, also a node or an administrator, and certificates are not taken back.
//!
//! # Fix
//! Leave approval to the controller for kubelets and to few people.
//!
//! # See
//! Kubernetes documentation: RBAC good practices, privilege escalation risks

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "approve certificate requests",
    severity: Severity::Critical,
    verbs: &["patch", "update"],
    of: &[(
        "certificates.k8s.io",
        &["certificatesigningrequests/approval"],
    )],
    reach: Reach::Cluster,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("certificate_approval_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["certificates.k8s.io"]
                resources: [certificatesigningrequests/approval]
                #! ClusterRole `helper` may approve certificate requests
                verbs: [patch]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["certificates.k8s.io"]
                resources: [certificatesigningrequests]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
