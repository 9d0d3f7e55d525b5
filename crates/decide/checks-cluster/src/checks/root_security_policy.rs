//! A pod security policy forbids root.
//!
//! # Why
//! Root in a container is root on the node for whatever the sandbox does not catch.
//!
//! # Fix
//! Set the rule of `runAsUser` to `MustRunAsNonRoot`, or to a range that begins above 0.
//!
//! # See
//! CIS Kubernetes 5.2.7

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::{Cluster, security_policy};

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-09", Severity::Medium, run)
    .doc(seaworthy_check::header!("root_security_policy.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: policy/v1beta1
            kind: PodSecurityPolicy
            metadata: {name: all}
            spec:
              runAsUser: {rule: RunAsAny}   #! PodSecurityPolicy `all` admits root
            ",
        ),
        Example::new(
            "
            apiVersion: security.openshift.io/v1
            kind: SecurityContextConstraints
            metadata: {name: own}
            runAsUser: {type: RunAsAny}   #! SecurityContextConstraints `own` admits root
            ",
        ),
        Example::new(
            "
            apiVersion: policy/v1beta1
            kind: PodSecurityPolicy
            metadata: {name: all}
            spec:
              runAsUser: {rule: MustRunAs, ranges: [{min: 1, max: 65535}]}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for policy in security_policy::all(cluster) {
        let Some(user) = policy.field("spec.runAsUser", "runAsUser") else {
            continue;
        };
        let rule = user
            .get("rule")
            .or_else(|| user.get("type"))
            .and_then(Value::text);
        let mut ranges = user.get("ranges").map(Value::items).into_iter().flatten();
        let from_root = |range: Value<'_>| range.get("min").and_then(Value::as_i64) == Some(0);
        let admits = match rule {
            Some("RunAsAny") | None => true,
            Some("MustRunAs") => ranges.any(from_root),
            Some(_) => false,
        };
        if admits {
            judge.fail(policy.failure(cluster, user, "admits root"));
        }
    }
}
