//! Kubelets accept strong cipher suites alone.
//!
//! # Why
//! Suites without forward secrecy or without authenticated encryption give recorded traffic away
//! later. The default still has some.
//!
//! # Fix
//! Set `tlsCipherSuites` to suites of ECDHE with GCM or ChaCha20.
//!
//! # See
//! CIS Kubernetes 4.2.12

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::flags::{Asked, Component, Want};
use crate::kubelet::Setting;
use crate::{Cluster, kubelet};

const SETTINGS: &[Setting] = &[Setting {
    flag: Asked::new(Component::Kubelet, "tls-cipher-suites", Want::StrongCiphers),
    path: "tlsCipherSuites",
    default: None,
}];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-02", Severity::Low, run)
    .doc(seaworthy_check::header!("weak_kubelet_ciphers.rs"))
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
                    - kubelet
                    - --tls-cipher-suites=TLS_RSA_WITH_AES_128_CBC_SHA
                    #! kubelet accepts weak cipher suites
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
                    - kubelet   #! kubelet accepts weak cipher suites
            ",
        ),
        Example::new(
            "
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            tlsCipherSuites: [TLS_RSA_WITH_AES_128_CBC_SHA]   #! kubelet accepts weak cipher suites
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
                    - --tls-cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
            ",
        ),
        Example::new(
            "
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            tlsCipherSuites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    kubelet::judge(cluster, judge, SETTINGS, "accepts weak cipher suites");
}
