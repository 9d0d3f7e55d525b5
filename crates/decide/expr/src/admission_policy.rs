//! Admission policies take the object.
//!
//! # Why
//! A ValidatingAdmissionPolicy of the cluster refuses the object, so that it is not made: the
//! deployment stops halfway, or, where the policy only warns or writes to the audit log, goes on
//! against a rule that somebody set. The same policies are asked here before anything is applied.
//!
//! # Fix
//! Change the object so that the expression of the policy holds; its message says what it wants.
//! Where the policy is wrong for this object, exclude the object by the selectors of the policy or
//! of its binding.
//!
//! # See
//! Kubernetes documentation: validating admission policy; CIS Kubernetes 5.2.1

use std::collections::BTreeMap;
use std::sync::Arc;

use seaworthy_check::{Check, Examined, Example, Failure, Judge};
use seaworthy_facts::manifest::kubernetes::{Object, ObjectSet};
use seaworthy_model::{Severity, Subject, SubjectKind};

use crate::admission::{Action, Policies, Review, ReviewOptions, Said, review};

/// LIMIT: characters of an expression that evidence shows: enough to find it in the policy.
const EXPRESSION_CHARS_MAX: usize = 500;

/// Objects that belong together, and the policies that they are asked about.
#[derive(Clone, Debug)]
pub struct Admission {
    /// The objects.
    pub set: Arc<ObjectSet>,
    /// The policies.
    pub policies: Arc<Policies>,
}

impl Examined for Admission {
    fn subject(&self) -> Subject {
        Subject {
            kind: SubjectKind::Resource,
            name: self.set.name.clone(),
            within: None,
        }
    }
}

/// The check.
pub static CHECK: Check<Admission> = Check::new("CLU-07", Severity::High, run)
    .doc(seaworthy_check::header!("admission_policy.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: replicas}
            spec:
              matchConstraints:
                resourceRules:
                  - apiGroups: [apps]
                    apiVersions: [v1]
                    operations: [CREATE]
                    resources: [deployments]
              validations:
                - expression: object.spec.replicas <= 5
                  message: at most five replicas
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: replicas}
            spec:
              policyName: replicas
              validationActions: [Deny]
            ---
            apiVersion: apps/v1
            #! admission policy `replicas` refuses Deployment/web: at most five replicas
            kind: Deployment
            metadata: {name: web}
            spec: {replicas: 6}
            ",
        ),
        Example::new(
            "
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: replicas}
            spec:
              matchConstraints:
                resourceRules:
                  - apiGroups: [apps]
                    apiVersions: [v1]
                    operations: [CREATE]
                    resources: [deployments]
              validations:
                - expression: object.spec.replicas <= 5
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: replicas}
            spec:
              policyName: replicas
              validationActions: [Deny]
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec: {replicas: 5}
            ",
        ),
    ]);

fn run(admission: &Admission, judge: &mut Judge) {
    if admission.policies.is_empty() {
        judge.not_applicable();
        return;
    }
    for problem in admission.policies.problems() {
        let place = problem.location.stable_path();
        let what = format!("{} of {place} (admission policy)", problem.what);
        judge.unknown(what, &problem.reason);
    }
    let options = ReviewOptions::default();
    // One unknown for each policy and reason, however many objects it is about.
    let mut unknowns: BTreeMap<(&str, String), (String, usize)> = BTreeMap::new();
    let reviews = review(&admission.set, &admission.policies, &options);
    for review in &reviews {
        match &review.answer {
            Said::Refused { .. } => judge.fail(failure(review)),
            Said::Unknown(reason) => {
                let about = unknowns
                    .entry((review.policy, reason.clone()))
                    .or_insert_with(|| (title(review.object), 0));
                about.1 += 1;
            }
        }
    }
    for ((policy, reason), (first, count)) in unknowns {
        let more = match count {
            1 => String::new(),
            count => format!(" and {} more", count - 1),
        };
        judge.unknown(
            format!("`{policy}` for {first}{more} (admission policy)"),
            reason,
        );
    }
}

/// The beginning of an expression, on one line.
fn shown(expression: &str) -> String {
    let words: Vec<&str> = expression.split_whitespace().collect();
    words.join(" ").chars().take(EXPRESSION_CHARS_MAX).collect()
}

fn title(object: &Object) -> String {
    match object.namespace() {
        Some(namespace) => format!("{namespace}/{}", object.title()),
        None => object.title(),
    }
}

fn failure(review: &Review<'_>) -> Failure {
    let (policy, object) = (review.policy, title(review.object));
    let Said::Refused {
        action,
        binding,
        expression,
        message,
    } = &review.answer
    else {
        return Failure::new(String::new(), review.object.value().location());
    };
    let (verb, severity) = match action {
        Action::Deny => ("refuses", Severity::High),
        Action::Warn => ("warns of", Severity::Medium),
        Action::Audit => ("marks", Severity::Low),
    };
    let whom = match review.pod {
        Some(_) => format!("the pods of {object}"),
        None => object.clone(),
    };
    let text = format!("admission policy `{policy}` {verb} {whom}: {message}");
    let pod = review.pod.and_then(|path| review.object.at(path));
    let place = pod.unwrap_or_else(|| review.object.value());
    // The expression tells validations of a policy apart, whatever their messages say.
    let path = review.pod.unwrap_or_default();
    let file = review.object.file();
    let key = format!("{file}|{object}|{path}|{policy}|{expression}");
    let failure = Failure::new(text, place.location())
        .key(key)
        .severity(severity)
        .subject(Subject {
            kind: SubjectKind::Resource,
            name: object,
            within: None,
        })
        .evidence("policy", policy)
        .evidence("expression", shown(expression))
        .related(review.policy_location.clone())
        .remedy(format!(
            "change the object so that the policy `{policy}` holds: {message}"
        ));
    match binding {
        Some(binding) => failure.evidence("binding", binding),
        None => failure,
    }
}
