//! Kubelets serve no port without login.
//!
//! # Why
//! The read-only port tells everybody on the network what runs on the node, with the environment of
//! containers.
//!
//! # Fix
//! Set `readOnlyPort: 0`, or `--read-only-port=0`.
//!
//! # See
//! CIS Kubernetes 4.2.4

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::flags::{Asked, Component, Want};
use crate::kubelet::Setting;
use crate::{Cluster, kubelet};

const SETTINGS: &[Setting] = &[Setting {
    flag: Asked::new(Component::Kubelet, "read-only-port", Want::OneOf(&["0"])).default("10255"),
    path: "readOnlyPort",
    default: Some("0"),
}];

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-03", Severity::High, run)
    .doc(seaworthy_check::header!("kubelet_read_only_port.rs"))
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
                    - --read-only-port=10255   #! kubelet serves a port without login
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
                    - kubelet   #! kubelet serves a port without login
            ",
        ),
        Example::new(
            "
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            readOnlyPort: 10255   #! kubelet serves a port without login
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
                    - --read-only-port=0
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
    kubelet::judge(cluster, judge, SETTINGS, "serves a port without login");
}
