//! A role does not choose what is fetched from a secrets store.
//!
//! # Why
//! The operator fetches with its own login whatever such an object names and writes it into a
//! Secret of the namespace.
//!
//! # Fix
//! Leave these objects to the pipeline, and bind each store to the paths of one team.
//!
//! # See
//! External Secrets documentation: security best practices

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "fetch secrets from the outer store",
    severity: Severity::Medium,
    verbs: &["create", "patch", "update"],
    of: &[
        (
            "external-secrets.io",
            &[
                "externalsecrets",
                "clusterexternalsecrets",
                "secretstores",
                "clustersecretstores",
            ],
        ),
        ("secrets-store.csi.x-k8s.io", &["secretproviderclasses"]),
    ],
    reach: Reach::Namespaced,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("external_secret_writing_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["external-secrets.io"]
                resources: [externalsecrets]
                #! ClusterRole `helper` may fetch secrets from the outer store
                verbs: [create]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["external-secrets.io"]
                resources: [externalsecrets]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
