//! An admission policy that fails denies.
//!
//! # Why
//! With `failurePolicy: Ignore` an object passes when an expression cannot be evaluated: an unusual
//! one is enough.
//!
//! # Fix
//! Remove `failurePolicy`, which is `Fail` by default, and write expressions that hold for missing
//! fields.
//!
//! # See
//! Kubernetes documentation: validating admission policy, failure policy

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::edit;
use seaworthy_model::Severity;

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("lenient_admission_policy.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: owners}
            spec:
              matchConstraints: {}
              failurePolicy: Ignore
              #! ValidatingAdmissionPolicy `owners` lets through what it cannot evaluate
            ",
        ),
        Example::new(
            "
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: owners}
            spec: {failurePolicy: Fail}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for policy in cluster.of_group("admissionregistration.k8s.io", "ValidatingAdmissionPolicy") {
        let Some(failure) = policy.at("spec.failurePolicy") else {
            continue;
        };
        if failure.text() == Some("Ignore") {
            let name = policy.name();
            let message =
                format!("ValidatingAdmissionPolicy `{name}` lets through what it cannot evaluate");
            let patch = edit::replace_scalar(failure, "Fail");
            judge.fail(cluster.failure(policy, failure, message).patch(patch));
        }
    }
}
