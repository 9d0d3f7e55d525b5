//! Kubelets do not drop events early.
//!
//! # Why
//! Events that are dropped are missing when somebody asks what happened. 0 is no limit, 50 the
//! default.
//!
//! # Fix
//! Remove the setting, or set 0 or a number that fits the node.
//!
//! # See
//! CIS Kubernetes 4.2.8

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::flags::{Asked, Component, Want};
use crate::kubelet::Setting;
use crate::{Cluster, kubelet};

const SETTINGS: &[Setting] = &[Setting {
    flag: Asked::new(Component::Kubelet, "event-qps", Want::NoneOrAtLeast(5)).default("50"),
    path: "eventRecordQPS",
    default: Some("50"),
}];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-04", Severity::Low, run)
    .doc(seaworthy_check::header!("dropped_kubelet_events.rs"))
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
                    - --event-qps=1   #! kubelet drops events early
            ",
        ),
        Example::new(
            "
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            eventRecordQPS: 1   #! kubelet drops events early
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
                    - --event-qps=0
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
    kubelet::judge(cluster, judge, SETTINGS, "drops events early");
}
