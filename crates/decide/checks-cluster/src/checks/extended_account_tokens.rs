//! Bound tokens end when they say.
//!
//! # Why
//! For old clients the API server makes tokens of an hour good for a year; one that leaks is good
//! as long.
//!
//! # Fix
//! Set `--service-account-extend-token-expiration=false` once no client keeps old tokens.
//!
//! # See
//! CIS Kubernetes 1.2.30

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ApiServer,
    "service-account-extend-token-expiration",
    Want::OneOf(&["false"]),
)
.default("true")];

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-05", Severity::Low, run)
    .doc(seaworthy_check::header!("extended_account_tokens.rs"))
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
                    - --service-account-extend-token-expiration=true
                    #! kube-apiserver lets bound tokens live for a year
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
                    - kube-apiserver   #! kube-apiserver lets bound tokens live for a year
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
                    - --service-account-extend-token-expiration=false
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "lets bound tokens live for a year");
}
