//! A binding of an admission policy names one that exists.
//!
//! # Why
//! A binding to a policy that is not there guards nothing.
//!
//! # Fix
//! Correct the name, or apply the policy as well.
//!
//! # See
//! Kubernetes documentation: validating admission policy

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::kubernetes::Object;
use seaworthy_model::{Confidence, Severity};

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("dangling_admission_binding.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: owners}
            spec:
              policyName: owenrs
              #! ValidatingAdmissionPolicyBinding `owners` names the policy `owenrs`, which is not
              #!+ known here
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: owners}
            ",
        ),
        Example::new(
            "
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: owners}
            spec:
              policyName: owners
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: owners}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for kind in ["ValidatingAdmissionPolicy", "MutatingAdmissionPolicy"] {
        let policies: Vec<&str> = cluster
            .of_group("admissionregistration.k8s.io", kind)
            .map(Object::name)
            .collect();
        // Where no policy is known at all, they are elsewhere.
        if policies.is_empty() {
            continue;
        }
        for binding in cluster.of_kind(&format!("{kind}Binding")) {
            let Some(name) = binding.at("spec.policyName") else {
                continue;
            };
            let text = name.text().unwrap_or_default();
            if policies.contains(&text) {
                continue;
            }
            let message = format!(
                "{kind}Binding `{}` names the policy `{text}`, which is not known here",
                binding.name()
            );
            judge.fail(cluster.failure(binding, name, message));
        }
    }
}
