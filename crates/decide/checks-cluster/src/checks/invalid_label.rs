//! Labels are valid.
//!
//! # Why
//! An API server refuses an object with an invalid label: what the object was to guard or run is
//! missing.
//!
//! # Fix
//! A value has at most 63 letters, digits, `-`, `_` and `.`, and begins and ends with a letter or
//! digit. Numbers and truth values need quotes.
//!
//! # See
//! Kubernetes documentation: labels and selectors, syntax

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::kubernetes::PodTemplate;
use seaworthy_facts::manifest::{Kind, Value};
use seaworthy_model::Severity;

use crate::Cluster;

/// Of the API of Kubernetes.
const LABEL_BYTES_MAX: usize = 63;

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-11", Severity::Low, run)
    .doc(seaworthy_check::header!("invalid_label.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Service
            metadata:
              name: web
              labels:
                owner: jane@example.com   #! the value of label `owner` is invalid
                version: 1.5   #! the value of label `version` is no text
            ",
        ),
        Example::new(
            r#"
            apiVersion: v1
            kind: Service
            metadata: {name: web, labels: {app.kubernetes.io/name: web, version: "1.5", empty: ""}}
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for object in cluster.set().objects() {
        let own = object.at("metadata.labels");
        let of_pods = object.pods().filter_map(PodTemplate::labels);
        // A pod is its own template.
        let of_pods = of_pods.filter(|labels| Some(*labels) != own);
        for entry in own.into_iter().chain(of_pods).flat_map(Value::entries) {
            let problem = match entry.value.kind() {
                Kind::String if is_valid(entry.value.text().unwrap_or_default()) => continue,
                Kind::String => "invalid",
                Kind::Null => continue,
                _ => "no text",
            };
            let message = format!("the value of label `{}` is {problem}", entry.name());
            judge.fail(cluster.failure(object, entry.value, message));
        }
    }
}

fn is_valid(text: &str) -> bool {
    let is_end = |c: Option<char>| c.is_none_or(|c| c.is_ascii_alphanumeric());
    let is_inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.len() <= LABEL_BYTES_MAX
        && text.chars().all(is_inner)
        && is_end(text.chars().next())
        && is_end(text.chars().last())
}
