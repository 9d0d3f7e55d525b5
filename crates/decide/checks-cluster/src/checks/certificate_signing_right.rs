//! A role does not sign or approve for every signer of the cluster.
//!
//! # Why
//! The right over `signers` decides which certificates the authority of the cluster issues; without
//! names it covers the one for clients of the API server.
//!
//! # Fix
//! Name the one signer in `resourceNames`; keep `kubernetes.io/kube-apiserver-client` out of it.
//!
//! # See
//! Kubernetes documentation: certificate signing requests

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "sign certificates for signers of the cluster",
    severity: Severity::Critical,
    verbs: &["approve", "attest", "sign"],
    of: &[("certificates.k8s.io", &["signers"])],
    reach: Reach::Cluster,
    named: &["kubernetes.io/kube-apiserver-client", "kubernetes.io/*"],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("certificate_signing_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["certificates.k8s.io"]
                resources: [signers]
                #! ClusterRole `helper` may sign certificates for signers of the cluster
                verbs: [approve]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["certificates.k8s.io"]
                resources: [signers]
                verbs: [sign]
                resourceNames: ["example.com/web"]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
