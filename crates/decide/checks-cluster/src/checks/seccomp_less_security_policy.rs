//! A pod security policy asks for seccomp.
//!
//! # Why
//! Without a profile every system call of the kernel is open to the container.
//!
//! # Fix
//! Set the annotation `seccomp.security.alpha.kubernetes.io/allowedProfileNames` to
//! `runtime/default`; for SecurityContextConstraints the list `seccompProfiles`.
//!
//! # See
//! CIS Kubernetes 5.7.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::{Cluster, security_policy};

const ALLOWED: &str = "seccomp.security.alpha.kubernetes.io/allowedProfileNames";
const DEFAULT: &str = "seccomp.security.alpha.kubernetes.io/defaultProfileName";

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-09", Severity::Low, run)
    .doc(seaworthy_check::header!("seccomp_less_security_policy.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: policy/v1beta1
            kind: PodSecurityPolicy
            metadata: {name: all}
            spec:
              privileged: false
              #! PodSecurityPolicy `all` does not ask for seccomp
            ",
        ),
        Example::new(
            "
            apiVersion: policy/v1beta1
            kind: PodSecurityPolicy
            metadata:
              name: all
              annotations:
                seccomp.security.alpha.kubernetes.io/allowedProfileNames: runtime/default
            spec: {privileged: false}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for policy in security_policy::all(cluster) {
        let own = policy.field("", "seccompProfiles");
        let profiles = policy
            .annotation(ALLOWED)
            .or(policy.annotation(DEFAULT))
            .or(own);
        let names = |value: Value<'_>| {
            let items = value.items().filter_map(Value::text).chain(value.text());
            items
                .flat_map(|text| text.split(','))
                .any(|name| matches!(name.trim(), "*"))
        };
        if profiles.is_none_or(names) {
            let place = profiles.unwrap_or(policy.settings());
            judge.fail(policy.failure(cluster, place, "does not ask for seccomp"));
        }
    }
}
