//! Kubelets leave the kernel parameters of their node as they are.
//!
//! # Why
//! Without the setting a kubelet changes parameters that differ from what it expects, over those
//! that hardening set.
//!
//! # Fix
//! Set `protectKernelDefaults: true`, and set the parameters that the kubelet expects.
//!
//! # See
//! CIS Kubernetes 1.6: 4.2.6

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::flags::{Asked, Component, Want};
use crate::kubelet::Setting;
use crate::{Cluster, kubelet};

const SETTINGS: &[Setting] = &[Setting {
    flag: Asked::new(
        Component::Kubelet,
        "protect-kernel-defaults",
        Want::OneOf(&["true"]),
    )
    .default("false"),
    path: "protectKernelDefaults",
    default: Some("false"),
}];

pub(super) static CHECK: Check<Cluster> = Check::new("HST-03", Severity::Low, run)
    .doc(seaworthy_check::header!("unprotected_kernel_defaults.rs"))
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
                    - --protect-kernel-defaults=false
                    #! kubelet changes kernel parameters of the node
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
                    - kubelet   #! kubelet changes kernel parameters of the node
            ",
        ),
        Example::new(
            "
            apiVersion: kubelet.config.k8s.io/v1beta1
            #! kubelet changes kernel parameters of the node
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
                    - --protect-kernel-defaults=true
            ",
        ),
        Example::new(
            "
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            protectKernelDefaults: true
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    kubelet::judge(
        cluster,
        judge,
        SETTINGS,
        "changes kernel parameters of the node",
    );
}
