//! Tokens of service accounts are checked by a key of their own.
//!
//! # Why
//! Without it the key of the TLS certificate signs them, and changing one means changing both.
//!
//! # Fix
//! Set `--service-account-key-file`.
//!
//! # See
//! CIS Kubernetes 1.2.22

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[
    Asked::new(Component::ApiServer, "service-account-key-file", Want::Set)
        .instead(&["service-account-signing-endpoint"]),
];

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-05", Severity::Medium, run)
    .doc(seaworthy_check::header!("missing_account_key_file.rs"))
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
                    - kube-apiserver   #! kube-apiserver has no key of its own for tokens
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
                    - --service-account-key-file=/pki/sa.pub
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "has no key of its own for tokens");
}
