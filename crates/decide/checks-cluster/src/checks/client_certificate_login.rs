//! People do not log in with certificates of the cluster.
//!
//! # Why
//! A certificate cannot be taken back, its groups cannot be changed, and nobody sees who has a
//! copy.
//!
//! # Fix
//! Let people log in by OpenID Connect; keep certificates for components.
//!
//! # See
//! CIS Kubernetes 3.1.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-04", Severity::Low, run)
    .doc(seaworthy_check::header!("client_certificate_login.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: certificates.k8s.io/v1
            kind: CertificateSigningRequest
            metadata: {name: jane}
            spec:
              signerName: kubernetes.io/kube-apiserver-client
              #! CertificateSigningRequest `jane` asks for a login
            ",
        ),
        Example::new(
            "
            apiVersion: certificates.k8s.io/v1
            kind: CertificateSigningRequest
            metadata: {name: node}
            spec: {signerName: kubernetes.io/kubelet-serving}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for request in cluster.of_kind("CertificateSigningRequest") {
        let Some(signer) = request.at("spec.signerName") else {
            continue;
        };
        if signer.text() == Some("kubernetes.io/kube-apiserver-client") {
            let name = request.name();
            let message = format!("CertificateSigningRequest `{name}` asks for a login");
            judge.fail(cluster.failure(request, signer, message));
        }
    }
}
