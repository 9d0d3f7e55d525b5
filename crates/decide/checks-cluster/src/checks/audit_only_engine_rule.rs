//! A rule of the policy engine denies.
//!
//! # Why
//! Kyverno in the mode Audit and Gatekeeper in `dryrun` or `warn` report what breaks the rule and
//! let it through.
//!
//! # Fix
//! Set `validationFailureAction: Enforce` or `enforcementAction: deny` once nothing breaks the rule
//! any more.
//!
//! # See
//! Kyverno documentation: validation failure action

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-07", Severity::Low, run)
    .doc(seaworthy_check::header!("audit_only_engine_rule.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: kyverno.io/v1
            kind: ClusterPolicy
            metadata: {name: owners}
            spec:
              validationFailureAction: Audit   #! ClusterPolicy `owners` denies nothing
            ",
        ),
        Example::new(
            "
            apiVersion: constraints.gatekeeper.sh/v1beta1
            kind: RequiredLabels
            metadata: {name: owners}
            spec:
              enforcementAction: dryrun   #! RequiredLabels `owners` denies nothing
            ",
        ),
        Example::new(
            "
            apiVersion: kyverno.io/v1
            kind: ClusterPolicy
            metadata: {name: owners}
            spec: {validationFailureAction: Enforce}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for object in cluster.set().objects() {
        let key = match object.group() {
            "kyverno.io" => "spec.validationFailureAction",
            "constraints.gatekeeper.sh" => "spec.enforcementAction",
            _ => continue,
        };
        let lax = |action: &Value<'_>| {
            let text = action.text().unwrap_or_default().to_ascii_lowercase();
            matches!(text.as_str(), "audit" | "dryrun" | "warn")
        };
        if let Some(action) = object.at(key).filter(lax) {
            let message = format!("{} `{}` denies nothing", object.kind(), object.name());
            judge.fail(cluster.failure(object, action, message));
        }
    }
}
