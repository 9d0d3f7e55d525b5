//! The API server serves a port with TLS.
//!
//! # Why
//! With port 0 there is none, and what is left is without TLS.
//!
//! # Fix
//! Remove `--secure-port=0`.
//!
//! # See
//! CIS Kubernetes 1.6: 1.2.20

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] =
    &[Asked::new(Component::ApiServer, "secure-port", Want::NoneOf(&["0"])).default("6443")];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-02", Severity::High, run)
    .doc(seaworthy_check::header!("disabled_secure_port.rs"))
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
                    - --secure-port=0   #! kube-apiserver serves no port with TLS
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
                    - --secure-port=6443
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "serves no port with TLS");
}
