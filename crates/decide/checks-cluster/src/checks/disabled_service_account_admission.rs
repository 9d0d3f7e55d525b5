//! The API server gives pods their service account.
//!
//! # Why
//! Without the plug-in pods get no account and no bound token, and programs fall back on logins of
//! another kind.
//!
//! # Fix
//! Take `ServiceAccount` out of `--disable-admission-plugins`.
//!
//! # See
//! CIS Kubernetes 1.2.12

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ApiServer,
    "disable-admission-plugins",
    Want::NoItem("ServiceAccount"),
)];

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-05", Severity::Medium, run)
    .doc(seaworthy_check::header!(
        "disabled_service_account_admission.rs"
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
                    - kube-apiserver
                    - --disable-admission-plugins=ServiceAccount
                    #! kube-apiserver does not give pods their service account
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
                    - --disable-admission-plugins=DefaultStorageClass
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(
        cluster,
        judge,
        ASKED,
        "does not give pods their service account",
    );
}
