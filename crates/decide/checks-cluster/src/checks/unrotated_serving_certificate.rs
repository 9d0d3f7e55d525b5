//! Kubelets renew their serving certificates.
//!
//! # Why
//! A certificate that nobody renews ends one day, and until then a stolen one is good.
//!
//! # Fix
//! Remove `RotateKubeletServerCertificate` from the feature gates, where it is on by default.
//!
//! # See
//! CIS Kubernetes 4.2.11

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::flags::{Asked, Component, Want};
use crate::kubelet::Setting;
use crate::{Cluster, kubelet};

const SETTINGS: &[Setting] = &[
    Setting {
        flag: Asked::new(
            Component::Kubelet,
            "feature-gates",
            Want::NoItem("RotateKubeletServerCertificate=false"),
        ),
        path: "",
        default: None,
    },
    Setting {
        flag: Asked::new(
            Component::Kubelet,
            "rotate-server-certificates",
            Want::NoneOf(&["false"]),
        ),
        path: "featureGates.RotateKubeletServerCertificate",
        default: Some("true"),
    },
];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-03", Severity::Low, run)
    .doc(seaworthy_check::header!("unrotated_serving_certificate.rs"))
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
                    - --feature-gates=RotateKubeletServerCertificate=false
                    #! kubelet does not renew its serving certificate
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
                    - --feature-gates=A=true
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
        "does not renew its serving certificate",
    );
}
