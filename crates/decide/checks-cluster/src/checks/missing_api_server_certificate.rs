//! The API server serves a certificate that clients can check.
//!
//! # Why
//! Without one it makes its own, which no client can tell from that of somebody else.
//!
//! # Fix
//! Set `--tls-cert-file` and `--tls-private-key-file`.
//!
//! # See
//! CIS Kubernetes 1.2.24

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[
    Asked::new(Component::ApiServer, "tls-cert-file", Want::Set),
    Asked::new(Component::ApiServer, "tls-private-key-file", Want::Set),
];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-03", Severity::Medium, run)
    .doc(seaworthy_check::header!(
        "missing_api_server_certificate.rs"
    ))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: kube-apiserver, namespace: kube-system}
            spec:
              containers:
                - name: kube-apiserver
                  command:
                    - kube-apiserver   #! kube-apiserver has no certificate of the cluster
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: kube-apiserver, namespace: kube-system}
            spec:
              containers:
                - name: kube-apiserver
                  command:
                    - kube-apiserver
                    - --tls-cert-file=/pki/a.crt
                    - --tls-private-key-file=/pki/a.key
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "has no certificate of the cluster");
}
