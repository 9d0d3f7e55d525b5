//! The API server takes no passwords from a file.
//!
//! # Why
//! The file holds passwords in plain text that are changed by a restart alone. Kubernetes dropped
//! it in 1.19.
//!
//! # Fix
//! Remove `--basic-auth-file`, and let people log in by OpenID Connect.
//!
//! # See
//! Kubernetes 1.19 release notes

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ApiServer,
    "basic-auth-file",
    Want::Absent,
)];

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-03", Severity::High, run)
    .doc(seaworthy_check::header!("basic_auth_file.rs"))
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
                    - --basic-auth-file=/etc/users.csv
                    #! kube-apiserver takes passwords from a file
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
    flags::judge(cluster, judge, ASKED, "takes passwords from a file");
}
