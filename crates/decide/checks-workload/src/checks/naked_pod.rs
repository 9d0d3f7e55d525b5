//! A pod is kept by a controller.
//!
//! # Why
//! A pod of its own is gone when its node goes, and nothing replaces it.
//!
//! # Fix
//! Use a Deployment, StatefulSet, DaemonSet or Job.
//!
//! # See
//! Kubernetes documentation, pods

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Negligible, run)
    .doc(seaworthy_check::header!("naked_pod.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              containers:   #! no controller keeps the pod
                - name: web
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata:
              name: check
              annotations: {helm.sh/hook: test}
            spec:
              containers:
                - name: check
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let object = workload.object();
    let is_hook = object.annotation("helm.sh/hook").is_some();
    // Static pods are kept by the kubelet, and say so when they are read from a cluster.
    let is_mirror = object.annotation("kubernetes.io/config.mirror").is_some();
    let owned = object
        .at("metadata.ownerReferences")
        .is_some_and(|list| !list.is_empty());
    let is_system = object.namespace() == Some("kube-system");
    if object.kind() == "Pod" && !is_hook && !is_mirror && !owned && !is_system {
        judge.fail(workload.pod_failure("no controller keeps the pod"));
    }
}
