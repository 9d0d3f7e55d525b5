//! etcd serves its clients over TLS.
//!
//! # Why
//! etcd holds every Secret of the cluster, and in plain text whoever is on the way reads them.
//!
//! # Fix
//! Set `--cert-file` and `--key-file`.
//!
//! # See
//! CIS Kubernetes 2.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[
    Asked::new(Component::Etcd, "cert-file", Want::Set),
    Asked::new(Component::Etcd, "key-file", Want::Set),
];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-02", Severity::Critical, run)
    .doc(seaworthy_check::header!("missing_etcd_certificate.rs"))
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
                    - etcd   #! etcd serves clients without TLS
                    - --data-dir=/var/lib/etcd
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
                    - --cert-file=/pki/e.crt
                    - --key-file=/pki/e.key
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "serves clients without TLS");
}
