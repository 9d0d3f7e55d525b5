//! Kubelets check the certificates of their clients.
//!
//! # Why
//! The API server logs in to kubelets with a certificate; without an authority it is not told from
//! others.
//!
//! # Fix
//! Set `authentication.x509.clientCAFile`, or `--client-ca-file`.
//!
//! # See
//! CIS Kubernetes 4.2.3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::flags::{Asked, Component, Want};
use crate::kubelet::Setting;
use crate::{Cluster, kubelet};

const SETTINGS: &[Setting] = &[Setting {
    flag: Asked::new(Component::Kubelet, "client-ca-file", Want::Set),
    path: "authentication.x509.clientCAFile",
    default: None,
}];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-03", Severity::High, run)
    .doc(seaworthy_check::header!(
        "missing_kubelet_client_authority.rs"
    ))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: kubelet, namespace: kube-system}
            spec:
              containers:
                - name: kubelet
                  command:
                    - kubelet   #! kubelet cannot check certificates of clients
            ",
        ),
        Example::new(
            "
            apiVersion: kubelet.config.k8s.io/v1beta1
            #! kubelet cannot check certificates of clients
            kind: KubeletConfiguration
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: kubelet, namespace: kube-system}
            spec:
              containers:
                - name: kubelet
                  command:
                    - kubelet
                    - --client-ca-file=/pki/ca.crt
            ",
        ),
        Example::new(
            "
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            authentication: {x509: {clientCAFile: /pki/ca.crt}}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    kubelet::judge(
        cluster,
        judge,
        SETTINGS,
        "cannot check certificates of clients",
    );
}
