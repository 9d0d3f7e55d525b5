//! Kubelets ask the API server whether a request is allowed.
//!
//! # Why
//! With `AlwaysAllow` whoever gets past the login runs commands in every container of the node.
//!
//! # Fix
//! Set `authorization.mode: Webhook`, or `--authorization-mode=Webhook`.
//!
//! # See
//! CIS Kubernetes 4.2.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::flags::{Asked, Component, Want};
use crate::kubelet::Setting;
use crate::{Cluster, kubelet};

const SETTINGS: &[Setting] = &[Setting {
    flag: Asked::new(
        Component::Kubelet,
        "authorization-mode",
        Want::NoneOf(&["AlwaysAllow"]),
    )
    .default("AlwaysAllow"),
    path: "authorization.mode",
    default: Some("Webhook"),
}];

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-03", Severity::Critical, run)
    .doc(seaworthy_check::header!("always_allow_kubelet.rs"))
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
                    - --authorization-mode=AlwaysAllow   #! kubelet allows every request
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
                    - kubelet   #! kubelet allows every request
            ",
        ),
        Example::new(
            "
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            authorization: {mode: AlwaysAllow}   #! kubelet allows every request
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
                    - --authorization-mode=Webhook
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
    kubelet::judge(cluster, judge, SETTINGS, "allows every request");
}
