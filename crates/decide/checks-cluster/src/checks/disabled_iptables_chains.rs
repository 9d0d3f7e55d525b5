//! Kubelets keep the chains of iptables in order.
//!
//! # Why
//! Without them rules of the node and of the network plug-in can contradict each other.
//!
//! # Fix
//! Remove the setting, which is true by default.
//!
//! # See
//! CIS Kubernetes 4.2.6

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::flags::{Asked, Component, Want};
use crate::kubelet::Setting;
use crate::{Cluster, kubelet};

const SETTINGS: &[Setting] = &[Setting {
    flag: Asked::new(
        Component::Kubelet,
        "make-iptables-util-chains",
        Want::OneOf(&["true"]),
    )
    .default("true"),
    path: "makeIPTablesUtilChains",
    default: Some("true"),
}];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-01", Severity::Low, run)
    .doc(seaworthy_check::header!("disabled_iptables_chains.rs"))
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
                    - --make-iptables-util-chains=false
                    #! kubelet does not keep the chains of iptables
            ",
        ),
        Example::new(
            "
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            makeIPTablesUtilChains: false   #! kubelet does not keep the chains of iptables
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
                    - --make-iptables-util-chains=true
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
        "does not keep the chains of iptables",
    );
}
