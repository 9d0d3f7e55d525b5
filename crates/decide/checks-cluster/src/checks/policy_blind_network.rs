//! The network plug-in honours network policies.
//!
//! # Why
//! Flannel by itself moves packets and knows no policies: those that are applied are accepted and
//! do nothing.
//!
//! # Fix
//! Use a plug-in that enforces policies, or run Flannel together with the policy part of Calico.
//!
//! # See
//! CIS Kubernetes 5.3.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::PodTemplate;
use seaworthy_model::{Confidence, Severity};

use crate::Cluster;

/// Parts of image names of what enforces policies beside or in place of Flannel.
const ENFORCERS: &[&str] = &[
    "calico/",
    "cilium/",
    "kube-router",
    "kube-network-policies",
    "antrea",
    "weave-npc",
];

pub(super) static CHECK: Check<Cluster> = Check::new("NET-01", Severity::High, run)
    .doc(seaworthy_check::header!("policy_blind_network.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: kube-flannel-ds, namespace: kube-flannel}
            #! DaemonSet `kube-flannel-ds` is a network plug-in that ignores network policies
            spec:
              template:
                spec: {containers: [{name: kube-flannel, image: flannel/flannel:v0.27.0}]}
            ",
        ),
        Example::new(
            "
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: canal, namespace: kube-system}
            spec:
              template:
                spec:
                  containers:
                    - {name: calico-node, image: calico/node:v3.30.0}
                    - {name: kube-flannel, image: flannel/flannel:v0.27.0}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let has_image = |part: &str| {
        let containers = cluster.set().pods().flat_map(PodTemplate::containers);
        let mut images = containers.filter_map(|container| container.image()?.text());
        images.any(|image| image.contains(part))
    };
    if ENFORCERS.iter().any(|part| has_image(part)) {
        return;
    }
    for set in cluster.of_group("apps", "DaemonSet") {
        let mut containers = set.pods().flat_map(PodTemplate::containers);
        let is_flannel = containers.any(|container| {
            let image = container.image().and_then(Value::text).unwrap_or_default();
            image.contains("flannel/flannel:") || image.contains("coreos/flannel:")
        });
        if is_flannel {
            let name = set.name();
            let message =
                format!("DaemonSet `{name}` is a network plug-in that ignores network policies");
            let place = set.at("metadata.name").unwrap_or(set.value());
            judge.fail(cluster.failure(set, place, message));
        }
    }
}
