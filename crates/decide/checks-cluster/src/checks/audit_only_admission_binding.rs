//! A bound admission policy denies.
//!
//! # Why
//! The actions `Warn` and `Audit` tell of what breaks the policy and let it through.
//!
//! # Fix
//! Add `Deny` to `validationActions` once nothing breaks the policy any more.
//!
//! # See
//! Kubernetes documentation: validating admission policy

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-07", Severity::Low, run)
    .doc(seaworthy_check::header!("audit_only_admission_binding.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: owners}
            spec:
              policyName: owners
              validationActions: [Audit]
              #! ValidatingAdmissionPolicyBinding `owners` denies nothing
            ",
        ),
        Example::new(
            "
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: owners}
            spec:
              policyName: owners
              validationActions: [Deny, Audit]
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for binding in cluster.of_group(
        "admissionregistration.k8s.io",
        "ValidatingAdmissionPolicyBinding",
    ) {
        let Some(actions) = binding.at("spec.validationActions") else {
            continue;
        };
        if !actions
            .items()
            .filter_map(Value::text)
            .any(|action| action == "Deny")
        {
            let name = binding.name();
            let message = format!("ValidatingAdmissionPolicyBinding `{name}` denies nothing");
            judge.fail(cluster.failure(binding, actions, message));
        }
    }
}
