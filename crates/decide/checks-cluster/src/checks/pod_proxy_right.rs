//! A role does not use the API server as a proxy to pods and Services.
//!
//! # Why
//! Requests through the proxy come from the control plane: network policies of the pods that are
//! meant to stop outsiders let them through.
//!
//! # Fix
//! Remove `pods/proxy` and `services/proxy`; expose what is meant to be reached.
//!
//! # See
//! Kubernetes documentation: apiserver proxy

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "reach ports of pods and Services through the API server",
    severity: Severity::Medium,
    verbs: &["create", "get", "update", "patch"],
    of: &[("", &["pods/proxy", "services/proxy"])],
    reach: Reach::Namespaced,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-07", RIGHT.severity, run)
    .doc(seaworthy_check::header!("pod_proxy_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [pods/proxy]
                #! ClusterRole `helper` may reach ports of pods and Services through the API
                #!+ server
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
                resources: [services]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
