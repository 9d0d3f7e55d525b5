//! A pod security policy drops capabilities and adds none.
//!
//! # Why
//! Capabilities that a policy lets pods keep or add, NET_RAW above all, let a container forge
//! packets or reach into the kernel.
//!
//! # Fix
//! Write `requiredDropCapabilities: [ALL]`, and leave `allowedCapabilities` out.
//!
//! # See
//! CIS Kubernetes 5.2.8, 5.2.9, 5.2.10

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::{Cluster, security_policy};

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-09", Severity::Medium, run)
    .doc(seaworthy_check::header!("capability_security_policy.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: policy/v1beta1
            kind: PodSecurityPolicy
            metadata: {name: all}
            spec:
              requiredDropCapabilities: [ALL]
              allowedCapabilities: ["*"]
              #! PodSecurityPolicy `all` lets containers add capabilities
            "#,
        ),
        Example::new(
            "
            apiVersion: policy/v1beta1
            kind: PodSecurityPolicy
            metadata: {name: all}
            spec:
              privileged: false
              #! PodSecurityPolicy `all` lets containers keep NET_RAW
            ",
        ),
        Example::new(
            "
            apiVersion: policy/v1beta1
            kind: PodSecurityPolicy
            metadata: {name: all}
            spec:
              requiredDropCapabilities: [ALL]
              allowedCapabilities: [NET_BIND_SERVICE]
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for policy in security_policy::all(cluster) {
        let added = policy.field("spec.allowedCapabilities", "allowedCapabilities");
        let mut names = added
            .map(Value::items)
            .into_iter()
            .flatten()
            .filter_map(Value::text);
        if let Some(added) = added.filter(|_| names.any(|name| name != "NET_BIND_SERVICE")) {
            judge.fail(policy.failure(cluster, added, "lets containers add capabilities"));
        }
        let field = "requiredDropCapabilities";
        let dropped = policy.field("spec.requiredDropCapabilities", field);
        let mut names = dropped
            .map(Value::items)
            .into_iter()
            .flatten()
            .filter_map(Value::text);
        if !names.any(|name| matches!(name, "ALL" | "NET_RAW")) {
            let place = dropped.unwrap_or(policy.settings());
            judge.fail(policy.failure(cluster, place, "lets containers keep NET_RAW"));
        }
    }
}
