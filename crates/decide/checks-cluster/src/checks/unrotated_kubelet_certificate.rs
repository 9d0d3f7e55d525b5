//! Kubelets renew their client certificates.
//!
//! # Why
//! Without renewal a certificate must be good for long, and so is a stolen one.
//!
//! # Fix
//! Set `rotateCertificates: true`.
//!
//! # See
//! CIS Kubernetes 4.2.10

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::flags::{Asked, Component, Want};
use crate::kubelet::Setting;
use crate::{Cluster, kubelet};

const SETTINGS: &[Setting] = &[Setting {
    flag: Asked::new(
        Component::Kubelet,
        "rotate-certificates",
        Want::OneOf(&["true"]),
    )
    .default("false"),
    path: "rotateCertificates",
    default: Some("false"),
}];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-03", Severity::Low, run)
    .doc(seaworthy_check::header!("unrotated_kubelet_certificate.rs"))
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
                    - --rotate-certificates=false   #! kubelet does not renew its client certificate
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
                    - kubelet   #! kubelet does not renew its client certificate
            ",
        ),
        Example::new(
            "
            apiVersion: kubelet.config.k8s.io/v1beta1
            #! kubelet does not renew its client certificate
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
                    - --rotate-certificates=true
            ",
        ),
        Example::new(
            "
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            rotateCertificates: true
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    kubelet::judge(
        cluster,
        judge,
        SETTINGS,
        "does not renew its client certificate",
    );
}
