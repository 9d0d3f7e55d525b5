//! The API server takes no tokens from a file.
//!
//! # Why
//! Tokens in a file never end, and are taken back by a restart alone.
//!
//! # Fix
//! Remove `--token-auth-file`, and let people log in by OpenID Connect.
//!
//! # See
//! CIS Kubernetes 1.2.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ApiServer,
    "token-auth-file",
    Want::Absent,
)];

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-03", Severity::High, run)
    .doc(seaworthy_check::header!("token_auth_file.rs"))
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
                    - --token-auth-file=/etc/tokens.csv
                    #! kube-apiserver takes static tokens from a file
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
                    - --client-ca-file=/etc/ca.crt
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "takes static tokens from a file");
}
