//! An application of Argo CD names a revision.
//!
//! # Why
//! `HEAD`, or a version such as `*`, deploys whatever comes, without anybody having decided it.
//!
//! # Fix
//! Name a tag, a commit or a version of the chart.
//!
//! # See
//! Argo CD documentation: tracking and deployment strategies

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-08", Severity::Low, run)
    .doc(seaworthy_check::header!("floating_argo_revision.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop}
            spec:
              source:
                repoURL: https://git.example.com/shop
                targetRevision: HEAD   #! Application `shop` follows `HEAD`
            ",
        ),
        Example::new(
            "
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop}
            spec: {source: {targetRevision: v1.2.3}}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for object in cluster.of_group("argoproj.io", "Application") {
        let listed = object
            .at("spec.sources")
            .map(Value::items)
            .into_iter()
            .flatten();
        let sources = object.at("spec.source").into_iter().chain(listed);
        for revision in sources.filter_map(|source| source.get("targetRevision")) {
            let text = revision.text().unwrap_or_default();
            if matches!(text, "HEAD" | "*") {
                let message = format!("Application `{}` follows `{text}`", object.name());
                judge.fail(cluster.failure(object, revision, message));
            }
        }
    }
}
