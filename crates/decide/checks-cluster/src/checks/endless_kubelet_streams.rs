//! Idle connections to kubelets end.
//!
//! # Why
//! Shells that somebody left open stay open for whoever finds them, and use up connections.
//!
//! # Fix
//! Remove the setting, which is four hours by default.
//!
//! # See
//! CIS Kubernetes 4.2.5

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::flags::{Asked, Component, Want};
use crate::kubelet::Setting;
use crate::{Cluster, kubelet};

const SETTINGS: &[Setting] = &[Setting {
    flag: Asked::new(
        Component::Kubelet,
        "streaming-connection-idle-timeout",
        Want::NotZero,
    )
    .default("4h"),
    path: "streamingConnectionIdleTimeout",
    default: Some("4h"),
}];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-01", Severity::Low, run)
    .doc(seaworthy_check::header!("endless_kubelet_streams.rs"))
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
                    - --streaming-connection-idle-timeout=0
                    #! kubelet keeps idle connections without end
            ",
        ),
        Example::new(
            "
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            streamingConnectionIdleTimeout: 0s   #! kubelet keeps idle connections without end
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
                    - --streaming-connection-idle-timeout=5m
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
        "keeps idle connections without end",
    );
}
