//! A pod security policy forbids gaining privileges.
//!
//! # Why
//! Unless it is forbidden, a setuid program in the container gives its caller more rights than he
//! began with. The field is true where it is absent.
//!
//! # Fix
//! Set `allowPrivilegeEscalation: false`.
//!
//! # See
//! CIS Kubernetes 5.2.6

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::{Cluster, security_policy};

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-09", Severity::Medium, run)
    .doc(seaworthy_check::header!("escalating_security_policy.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: policy/v1beta1
            kind: PodSecurityPolicy
            metadata: {name: all}
            spec:
              privileged: false
              #! PodSecurityPolicy `all` lets containers gain privileges
            ",
        ),
        Example::new(
            "
            apiVersion: policy/v1beta1
            kind: PodSecurityPolicy
            metadata: {name: all}
            spec:
              allowPrivilegeEscalation: false
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for policy in security_policy::all(cluster) {
        let field = "allowPrivilegeEscalation";
        let allowed = policy.field("spec.allowPrivilegeEscalation", field);
        if allowed.and_then(Value::as_bool) != Some(false) {
            let place = allowed.unwrap_or(policy.settings());
            judge.fail(policy.failure(cluster, place, "lets containers gain privileges"));
        }
    }
}
