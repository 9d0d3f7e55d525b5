//! Tokens of service accounts are signed by a key of their own.
//!
//! # Why
//! Without it keys cannot be changed apart from the certificates.
//!
//! # Fix
//! Set `--service-account-private-key-file`.
//!
//! # See
//! CIS Kubernetes 1.3.4

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ControllerManager,
    "service-account-private-key-file",
    Want::Set,
)];

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-05", Severity::Medium, run)
    .doc(seaworthy_check::header!("missing_account_signing_key.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: kube-controller-manager, namespace: kube-system}
            spec:
              containers:
                - name: kube-controller-manager
                  command:
                    - kube-controller-manager
                    #! kube-controller-manager has no key of its own to sign tokens
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: kube-controller-manager, namespace: kube-system}
            spec:
              containers:
                - name: kube-controller-manager
                  command:
                    - kube-controller-manager
                    - --service-account-private-key-file=/pki/sa.key
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(
        cluster,
        judge,
        ASKED,
        "has no key of its own to sign tokens",
    );
}
