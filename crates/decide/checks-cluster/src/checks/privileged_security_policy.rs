//! A pod security policy does not admit privileged containers.
//!
//! # Why
//! A privileged container owns its node; a policy that admits it lets every user of the policy own
//! nodes.
//!
//! # Fix
//! Set the field to false, and give the few components that need it a policy of their own.
//!
//! # See
//! CIS Kubernetes 5.2.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::{Cluster, security_policy};

/// The fields of a PodSecurityPolicy and of SecurityContextConstraints.
const FIELDS: &[(&str, &str)] = &[("spec.privileged", "allowPrivilegedContainer")];

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-09", Severity::Critical, run)
    .doc(seaworthy_check::header!("privileged_security_policy.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: policy/v1beta1
            kind: PodSecurityPolicy
            metadata: {name: all}
            spec:
              privileged: true   #! PodSecurityPolicy `all` admits privileged containers
            ",
        ),
        Example::new(
            "
            apiVersion: security.openshift.io/v1
            kind: SecurityContextConstraints
            metadata: {name: own}
            allowPrivilegedContainer: true
            #! SecurityContextConstraints `own` admits privileged containers
            ",
        ),
        Example::new(
            "
            apiVersion: policy/v1beta1
            kind: PodSecurityPolicy
            metadata: {name: all}
            spec:
              privileged: false
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for policy in security_policy::all(cluster) {
        for (of_policy, of_constraints) in FIELDS {
            let allowed = policy.field(of_policy, of_constraints);
            if let Some(value) = allowed.filter(|value| value.is_true()) {
                judge.fail(policy.failure(cluster, value, "admits privileged containers"));
            }
        }
    }
}
