//! A pod security policy admits no folders of the node.
//!
//! # Why
//! A pod that mounts any folder of its node reads the keys of the kubelet and of other pods, and
//! writes what the node runs.
//!
//! # Fix
//! List the types of volumes without `hostPath` and `*`, or name folders in `allowedHostPaths`.
//!
//! # See
//! CIS Kubernetes 5.2.12

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::{Cluster, security_policy};

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-09", Severity::High, run)
    .doc(seaworthy_check::header!("host_path_security_policy.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: policy/v1beta1
            kind: PodSecurityPolicy
            metadata: {name: all}
            spec:
              volumes: ["*"]   #! PodSecurityPolicy `all` admits every folder of the node
            "#,
        ),
        Example::new(
            "
            apiVersion: security.openshift.io/v1
            kind: SecurityContextConstraints
            metadata: {name: own}
            allowHostDirVolumePlugin: true
            #! SecurityContextConstraints `own` admits every folder of the node
            ",
        ),
        Example::new(
            "
            apiVersion: policy/v1beta1
            kind: PodSecurityPolicy
            metadata: {name: all}
            spec:
              volumes: [configMap, secret]
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for policy in security_policy::all(cluster) {
        let volumes = policy.field("spec.volumes", "volumes");
        let mut types = volumes
            .map(Value::items)
            .into_iter()
            .flatten()
            .filter_map(Value::text);
        let any = types.any(|name| name == "*" || name == "hostPath");
        let narrowed = policy.field("spec.allowedHostPaths", "").is_some();
        // OpenShift has a switch of its own, which its volumes follow.
        let switch = policy
            .field("", "allowHostDirVolumePlugin")
            .filter(|one| one.is_true());
        let open = switch.or(volumes.filter(|_| any && !narrowed && !policy.is_constraints()));
        if let Some(place) = open {
            judge.fail(policy.failure(cluster, place, "admits every folder of the node"));
        }
    }
}
