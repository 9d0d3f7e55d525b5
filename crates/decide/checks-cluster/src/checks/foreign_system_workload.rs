//! Only components of the cluster run in `kube-system`.
//!
//! # Why
//! The Secrets, service accounts and ConfigMaps of `kube-system` run the cluster: a program of the
//! users beside them is one step from all of it.
//!
//! # Fix
//! Move the workload into a namespace of its own. A component of the cluster says so by a priority
//! class such as `system-cluster-critical`.
//!
//! # See
//! Kubernetes documentation: initial namespaces

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::PodTemplate;
use seaworthy_model::{Confidence, Severity};

use crate::Cluster;

/// Labels of what belongs to Kubernetes or to an add-on of it.
const LABELS: &[&str] = &[
    "k8s-app",
    "tier",
    "addonmanager.kubernetes.io/mode",
    "kubernetes.io/cluster-service",
];

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-13", Severity::Medium, run)
    .doc(seaworthy_check::header!("foreign_system_workload.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: shop, namespace: kube-system}
            #! Deployment `shop` runs among the components of the cluster
            spec:
              template:
                spec: {containers: [{name: web}]}
            ",
        ),
        Example::new(
            "
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: network, namespace: kube-system}
            spec:
              template:
                spec:
                  priorityClassName: system-node-critical
                  containers: [{name: web}]
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let objects = cluster.set().objects().iter();
    for object in objects.filter(|object| object.namespace() == Some("kube-system")) {
        let mut pods = object.pods().peekable();
        if pods.peek().is_none() || pods.any(is_component) {
            continue;
        }
        let place = object.at("metadata.namespace").unwrap_or(object.value());
        let message = format!(
            "{} `{}` runs among the components of the cluster",
            object.kind(),
            object.name()
        );
        judge.fail(cluster.failure(object, place, message));
    }
}

fn is_component(pod: PodTemplate<'_>) -> bool {
    let spec = pod.spec();
    let class = spec.get("priorityClassName").and_then(Value::text);
    let has_label = |labels: Value<'_>| LABELS.iter().any(|label| labels.get(label).is_some());
    let own = pod.object().at("metadata.labels");
    let is_labelled = [pod.labels(), own].into_iter().flatten().any(has_label);
    class.is_some_and(|class| class.starts_with("system-")) || is_labelled
}
