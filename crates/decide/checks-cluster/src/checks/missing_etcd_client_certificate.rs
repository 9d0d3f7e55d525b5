//! The API server logs in to etcd with a certificate.
//!
//! # Why
//! etcd holds everything: if the API server needs no login, neither does anybody else.
//!
//! # Fix
//! Set `--etcd-certfile` and `--etcd-keyfile`.
//!
//! # See
//! CIS Kubernetes 1.2.23

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[
    Asked::new(Component::ApiServer, "etcd-certfile", Want::Set),
    Asked::new(Component::ApiServer, "etcd-keyfile", Want::Set),
];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-02", Severity::High, run)
    .doc(seaworthy_check::header!(
        "missing_etcd_client_certificate.rs"
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
                    - kube-apiserver   #! kube-apiserver does not log in to etcd
                    - --etcd-certfile=/pki/e.crt
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
                    - --etcd-certfile=/pki/e.crt
                    - --etcd-keyfile=/pki/e.key
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "does not log in to etcd");
}
