//! The token of a pod is not enough to take over the cluster.
//!
//! # Why
//! Whoever breaks into the pod has its token, and with it every right of its service account: pods
//! with such accounts are the shortest way from a bug to the cluster.
//!
//! # Fix
//! Bind the account to a role with what the program uses, in its own namespace; or do not mount the
//! token.
//!
//! # See
//! CIS Kubernetes 5.1.6
//! NSA and CISA Kubernetes Hardening Guide: authentication and authorization

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::{PodShape, PodTemplate};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::exposure;
use crate::rights::{Principal, takeover};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", Severity::High, run)
    .doc(seaworthy_check::header!("powerful_workload_token.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: web}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
            subjects:
              - {kind: ServiceAccount, name: web, namespace: shop}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop}
            spec:
              serviceAccountName: web
              #! with the token of ServiceAccount `web` the pods may do everything
              containers: [{name: web}]
            ",
        ),
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: web, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: ServiceAccount, name: web, namespace: shop}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop}
            spec:
              serviceAccountName: web
              containers: [{name: web}]
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let rights = cluster.rights();
    if rights.bindings.is_empty() {
        return judge.not_applicable();
    }
    let pods = cluster
        .set()
        .pods()
        .filter(|pod| pod.shape() == PodShape::Pod);
    for pod in pods.filter(|pod| has_token(cluster, *pod)) {
        let spec = pod.spec();
        let written = spec
            .get("serviceAccountName")
            .or_else(|| spec.get("serviceAccount"));
        let name = written.and_then(Value::text).unwrap_or("default");
        let object = pod.object();
        let principal = Principal {
            namespace: object.namespace(),
            name,
        };
        let Some(way) = takeover(rights, cluster.set(), principal) else {
            continue;
        };
        let severity = match (way.is_total, exposure::is_exposed(cluster, pod)) {
            (true, true) => Severity::Critical,
            (true, false) | (false, true) => Severity::High,
            (false, false) => Severity::Medium,
        };
        let message = format!(
            "with the token of ServiceAccount `{name}` the pods may {}",
            way.may
        );
        let failure = cluster.failure(object, written.unwrap_or(spec), message);
        let binding = rights.bindings.get(way.binding);
        let place = binding.map(|binding| cluster.object(binding.object).value().location());
        let failure = place.into_iter().fold(failure, Failure::related);
        judge.fail(failure.severity(severity));
    }
}

/// Whether the token is mounted: the pod decides, then its account.
fn has_token(cluster: &Cluster, pod: PodTemplate<'_>) -> bool {
    let spec = pod.spec();
    if let Some(mounts) = spec.get("automountServiceAccountToken") {
        return mounts.as_bool() != Some(false);
    }
    let name = spec.get("serviceAccountName").and_then(Value::text);
    let account = cluster
        .set()
        .find("ServiceAccount", pod.object(), name.unwrap_or("default"));
    let mounts = account.and_then(|account| account.at("automountServiceAccountToken"));
    mounts.and_then(Value::as_bool) != Some(false)
}
