//! A role does not register API services.
//!
//! # Why
//! An aggregated API answers for a whole API group: requests with the identities of their senders
//! go to whoever registered it.
//!
//! # Fix
//! Name the own API service in `resourceNames`.
//!
//! # See
//! Kubernetes documentation: aggregation layer

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "write API services",
    severity: Severity::High,
    verbs: &["create", "delete", "deletecollection", "patch", "update"],
    of: &[("apiregistration.k8s.io", &["apiservices"])],
    reach: Reach::Cluster,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-02", RIGHT.severity, run)
    .doc(seaworthy_check::header!("api_service_writing_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["apiregistration.k8s.io"]
                resources: [apiservices]   #! ClusterRole `helper` may write API services
                verbs: [create]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["apiregistration.k8s.io"]
                resources: [apiservices]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
