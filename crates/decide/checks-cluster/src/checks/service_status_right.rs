//! A role does not write the status of Services.
//!
//! # Why
//! The addresses of a load balancer stand in the status, and nodes route them to the pods of the
//! Service: a false one catches the traffic of the cluster to any address.
//!
//! # Fix
//! Leave `services/status` to the cloud controller.
//!
//! # See
//! CVE-2020-8554

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "write the status of Services",
    severity: Severity::High,
    verbs: &["patch", "update"],
    of: &[("", &["services/status"])],
    reach: Reach::Namespaced,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("service_status_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [services/status]
                #! ClusterRole `helper` may write the status of Services
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
                resources: [services/status]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
