//! Kubelets serve certificates of the cluster.
//!
//! # Why
//! Without one a kubelet signs its own, so that the API server cannot check to whom it talks.
//!
//! # Fix
//! Set `serverTLSBootstrap: true` in the file, and approve the requests.
//!
//! # See
//! CIS Kubernetes 4.2.9

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::flags::{Asked, Component, Want};
use crate::kubelet::Setting;
use crate::{Cluster, kubelet};

const SETTINGS: &[Setting] = &[
    Setting {
        flag: Asked::new(Component::Kubelet, "tls-cert-file", Want::Set)
            .instead(&["rotate-server-certificates"]),
        path: "",
        default: None,
    },
    Setting {
        flag: Asked::new(Component::Kubelet, "tls-private-key-file", Want::Set)
            .instead(&["rotate-server-certificates"]),
        path: "",
        default: None,
    },
];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-03", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_kubelet_certificate.rs"))
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
                    - kubelet   #! kubelet serves a certificate that nobody signed
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
                    - --tls-cert-file=/pki/k.crt
                    - --tls-private-key-file=/pki/k.key
            ",
        ),
        Example::new(
            "
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    kubelet::judge(
        cluster,
        judge,
        SETTINGS,
        "serves a certificate that nobody signed",
    );
}
