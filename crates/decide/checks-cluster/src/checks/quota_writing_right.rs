//! A role does not change quotas and default limits.
//!
//! # Why
//! Without its quota a namespace can starve all others of a cluster.
//!
//! # Fix
//! Leave quotas to those who run the cluster.
//!
//! # See
//! Kubernetes documentation: resource quotas

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "change quotas and default limits",
    severity: Severity::Low,
    verbs: &["create", "delete", "deletecollection", "patch", "update"],
    of: &[("", &["resourcequotas", "limitranges"])],
    reach: Reach::Namespaced,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("quota_writing_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [resourcequotas]
                #! ClusterRole `helper` may change quotas and default limits
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
                resources: [resourcequotas]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
