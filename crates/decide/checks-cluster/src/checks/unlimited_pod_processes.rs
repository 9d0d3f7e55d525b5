//! Kubelets limit the number of processes of a pod.
//!
//! # Why
//! One pod that forks without end takes the process numbers of the whole node.
//!
//! # Fix
//! Set `podPidsLimit`, to a few thousand at most.
//!
//! # See
//! CIS Kubernetes 4.2.13

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::flags::{Asked, Component, Want};
use crate::kubelet::Setting;
use crate::{Cluster, kubelet};

const SETTINGS: &[Setting] = &[Setting {
    flag: Asked::new(Component::Kubelet, "pod-max-pids", Want::AtLeast(1)).default("-1"),
    path: "podPidsLimit",
    default: Some("-1"),
}];

pub(super) static CHECK: Check<Cluster> = Check::new("HST-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("unlimited_pod_processes.rs"))
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
                    - --pod-max-pids=-1   #! kubelet does not limit the processes of a pod
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
                    - kubelet   #! kubelet does not limit the processes of a pod
            ",
        ),
        Example::new(
            "
            apiVersion: kubelet.config.k8s.io/v1beta1
            #! kubelet does not limit the processes of a pod
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
                    - --pod-max-pids=4096
            ",
        ),
        Example::new(
            "
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            podPidsLimit: 4096
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    kubelet::judge(
        cluster,
        judge,
        SETTINGS,
        "does not limit the processes of a pod",
    );
}
