//! An admission policy is bound.
//!
//! # Why
//! A ValidatingAdmissionPolicy without a binding is never asked: it looks like a guard, and is
//! none.
//!
//! # Fix
//! Add a ValidatingAdmissionPolicyBinding that names it.
//!
//! # See
//! Kubernetes documentation: validating admission policy

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::Object;
use seaworthy_model::{Confidence, Severity};

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("unbound_admission_policy.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: owners}
            #! ValidatingAdmissionPolicy `owners` is bound by nothing that is known here
            spec: {failurePolicy: Fail}
            ",
        ),
        Example::new(
            "
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: owners}
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: owners}
            spec:
              policyName: owners
              validationActions: [Deny]
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for kind in ["ValidatingAdmissionPolicy", "MutatingAdmissionPolicy"] {
        let binding = format!("{kind}Binding");
        for policy in cluster.of_group("admissionregistration.k8s.io", kind) {
            let mut bindings = cluster.of_kind(&binding);
            let is_named = |one: &Object| {
                one.at("spec.policyName").and_then(Value::text) == Some(policy.name())
            };
            if bindings.any(is_named) {
                continue;
            }
            let place = policy.at("metadata.name").unwrap_or(policy.value());
            let message = format!(
                "{kind} `{}` is bound by nothing that is known here",
                policy.name()
            );
            judge.fail(cluster.failure(policy, place, message));
        }
    }
}
