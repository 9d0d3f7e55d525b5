//! The API server logs in to kubelets with a certificate.
//!
//! # Why
//! Without one its requests are anonymous, so that kubelets must serve anonymous requests.
//!
//! # Fix
//! Set `--kubelet-client-certificate` and `--kubelet-client-key`.
//!
//! # See
//! CIS Kubernetes 1.2.4

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[
    Asked::new(
        Component::ApiServer,
        "kubelet-client-certificate",
        Want::Set,
    ),
    Asked::new(Component::ApiServer, "kubelet-client-key", Want::Set),
];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-02", Severity::High, run)
    .doc(seaworthy_check::header!(
        "missing_kubelet_client_certificate.rs"
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
                    - kube-apiserver   #! kube-apiserver does not log in to kubelets
                    - --kubelet-client-certificate=/pki/k.crt
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
                    - --kubelet-client-certificate=/pki/k.crt
                    - --kubelet-client-key=/pki/k.key
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "does not log in to kubelets");
}
