//! kube-proxy serves its metrics on loopback.
//!
//! # Why
//! The metrics tell every Service and rule of the node to whoever reaches the port.
//!
//! # Fix
//! Set `metricsBindAddress: 127.0.0.1:10249`, which is the default.
//!
//! # See
//! CIS Kubernetes 4.3.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::Proxy,
    "metrics-bind-address",
    Want::Loopback,
)];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-02", Severity::Low, run)
    .doc(seaworthy_check::header!("exposed_proxy_metrics.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: kubeproxy.config.k8s.io/v1alpha1
            kind: KubeProxyConfiguration
            metricsBindAddress: 0.0.0.0:10249   #! kube-proxy serves its metrics on every address
            ",
        ),
        Example::new(
            r#"
            apiVersion: kubeproxy.config.k8s.io/v1alpha1
            kind: KubeProxyConfiguration
            metricsBindAddress: ""
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let says = "serves its metrics on every address";
    flags::judge(cluster, judge, ASKED, says);
    for object in cluster.of_group("kubeproxy.config.k8s.io", "KubeProxyConfiguration") {
        let Some(address) = object.at("metricsBindAddress") else {
            continue;
        };
        let text = address.text().filter(|text| !text.is_empty());
        if !Want::Loopback.holds(text) {
            judge.fail(cluster.failure(object, address, format!("kube-proxy {says}")));
        }
    }
}
