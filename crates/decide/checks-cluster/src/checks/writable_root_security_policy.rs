//! A pod security policy asks for a read-only root filesystem.
//!
//! # Why
//! On a writable filesystem an attacker leaves his tools and changes programs.
//!
//! # Fix
//! Set `readOnlyRootFilesystem: true`.
//!
//! # See
//! Pod security policy reference: readOnlyRootFilesystem

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::{Cluster, security_policy};

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-09", Severity::Low, run)
    .doc(seaworthy_check::header!("writable_root_security_policy.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: policy/v1beta1
            kind: PodSecurityPolicy
            metadata: {name: all}
            spec:
              privileged: false
              #! PodSecurityPolicy `all` admits a writable root filesystem
            ",
        ),
        Example::new(
            "
            apiVersion: policy/v1beta1
            kind: PodSecurityPolicy
            metadata: {name: all}
            spec:
              readOnlyRootFilesystem: true
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for policy in security_policy::all(cluster) {
        let field = "readOnlyRootFilesystem";
        let asked = policy.field("spec.readOnlyRootFilesystem", field);
        if !asked.is_some_and(Value::is_true) {
            let place = asked.unwrap_or(policy.settings());
            judge.fail(policy.failure(cluster, place, "admits a writable root filesystem"));
        }
    }
}
