//! A role does not change Ingresses, Gateways and routes.
//!
//! # Why
//! A new route publishes an inner program or takes over the path of another one, with its
//! certificate and its sessions.
//!
//! # Fix
//! Let routes come from reviewed files through one pipeline.
//!
//! # See
//! rbac-tool: Networking, Gateway API

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "change ways in from outside",
    severity: Severity::Medium,
    verbs: &["create", "delete", "deletecollection", "patch", "update"],
    of: &[
        ("networking.k8s.io", &["ingresses", "ingressclasses"]),
        ("extensions", &["ingresses"]),
        (
            "gateway.networking.k8s.io",
            &[
                "gateways",
                "gatewayclasses",
                "httproutes",
                "grpcroutes",
                "tcproutes",
                "tlsroutes",
                "referencegrants",
            ],
        ),
        (
            "networking.istio.io",
            &["gateways", "virtualservices", "envoyfilters"],
        ),
        ("route.openshift.io", &["routes"]),
    ],
    reach: Reach::Namespaced,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("ingress_writing_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["networking.k8s.io"]
                resources: [ingresses]   #! ClusterRole `helper` may change ways in from outside
                verbs: [create]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["networking.k8s.io"]
                resources: [ingresses]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
