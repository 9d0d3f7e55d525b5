//! The API server talks to kubelets over TLS.
//!
//! # Why
//! Commands and logs of containers go over this connection.
//!
//! # Fix
//! Remove `--kubelet-https=false`.
//!
//! # See
//! Kubernetes 1.19 release notes

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ApiServer,
    "kubelet-https",
    Want::OneOf(&["true"]),
)
.default("true")];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-02", Severity::High, run)
    .doc(seaworthy_check::header!("plain_kubelet_connection.rs"))
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
                    - --kubelet-https=false   #! kube-apiserver talks to kubelets without TLS
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
                    - --kubelet-https=true
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "talks to kubelets without TLS");
}
