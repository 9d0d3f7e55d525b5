//! The API server checks the certificates of kubelets.
//!
//! # Why
//! Whoever stands between gets the commands, logs and forwarded ports that are meant for a node.
//!
//! # Fix
//! Set `--kubelet-certificate-authority`, and let kubelets ask for serving certificates.
//!
//! # See
//! CIS Kubernetes 1.2.5

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ApiServer,
    "kubelet-certificate-authority",
    Want::Set,
)];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-02", Severity::Medium, run)
    .doc(seaworthy_check::header!("missing_kubelet_authority.rs"))
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
                    - kube-apiserver   #! kube-apiserver does not check the certificates of kubelets
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
                    - --kubelet-certificate-authority=/pki/ca.crt
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(
        cluster,
        judge,
        ASKED,
        "does not check the certificates of kubelets",
    );
}
