//! The API server asks whether the account of a token still exists.
//!
//! # Why
//! Without the look-up the token of a deleted account stays good.
//!
//! # Fix
//! Remove `--service-account-lookup=false`.
//!
//! # See
//! CIS Kubernetes 1.2.21

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ApiServer,
    "service-account-lookup",
    Want::OneOf(&["true"]),
)
.default("true")];

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-05", Severity::Medium, run)
    .doc(seaworthy_check::header!("unchecked_account_tokens.rs"))
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
                    - --service-account-lookup=false
                    #! kube-apiserver accepts tokens of deleted service accounts
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
                    - --service-account-lookup=true
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(
        cluster,
        judge,
        ASKED,
        "accepts tokens of deleted service accounts",
    );
}
