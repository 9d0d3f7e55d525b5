//! The API server accepts strong cipher suites alone.
//!
//! # Why
//! Suites without forward secrecy or without authenticated encryption give recorded traffic away
//! later. The default still has some.
//!
//! # Fix
//! Set `--tls-cipher-suites` to suites of ECDHE with GCM or ChaCha20.
//!
//! # See
//! CIS Kubernetes 1.2.29

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ApiServer,
    "tls-cipher-suites",
    Want::StrongCiphers,
)];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-02", Severity::Low, run)
    .doc(seaworthy_check::header!("weak_api_server_ciphers.rs"))
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
                    - kube-apiserver
                    - --tls-cipher-suites=TLS_RSA_WITH_AES_128_CBC_SHA
                    #! kube-apiserver accepts weak cipher suites
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
                    - kube-apiserver   #! kube-apiserver accepts weak cipher suites
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
                    - --tls-cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "accepts weak cipher suites");
}
