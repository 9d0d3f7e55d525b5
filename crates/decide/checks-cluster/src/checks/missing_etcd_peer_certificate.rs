//! etcd talks to its peers over TLS.
//!
//! # Why
//! Peers send each other all that is written, Secrets included.
//!
//! # Fix
//! Set `--peer-cert-file` and `--peer-key-file`.
//!
//! # See
//! CIS Kubernetes 2.4

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[
    Asked::new(Component::Etcd, "peer-cert-file", Want::Set),
    Asked::new(Component::Etcd, "peer-key-file", Want::Set),
];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-02", Severity::High, run)
    .doc(seaworthy_check::header!("missing_etcd_peer_certificate.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: etcd, namespace: kube-system}
            spec:
              containers:
                - name: etcd
                  command:
                    - etcd   #! etcd talks to its peers without TLS
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: etcd, namespace: kube-system}
            spec:
              containers:
                - name: etcd
                  command:
                    - etcd
                    - --peer-cert-file=/pki/p.crt
                    - --peer-key-file=/pki/p.key
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "talks to its peers without TLS");
}
