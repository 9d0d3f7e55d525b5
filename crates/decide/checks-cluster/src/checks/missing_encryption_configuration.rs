//! Secrets are encrypted in etcd.
//!
//! # Why
//! In a copy of the disk or a backup of etcd all Secrets are readable.
//!
//! # Fix
//! Set `--encryption-provider-config`, with a KMS plug-in or `secretbox` first.
//!
//! # See
//! CIS Kubernetes 1.2.27

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ApiServer,
    "encryption-provider-config",
    Want::Set,
)
.instead(&["experimental-encryption-provider-config"])];

pub(super) static CHECK: Check<Cluster> = Check::new("SEC-02", Severity::Medium, run)
    .doc(seaworthy_check::header!(
        "missing_encryption_configuration.rs"
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
                    - kube-apiserver   #! kube-apiserver keeps Secrets in plain text in etcd
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
                    - --encryption-provider-config=/etc/encryption.yaml
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "keeps Secrets in plain text in etcd");
}
