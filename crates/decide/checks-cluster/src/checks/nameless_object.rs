//! Objects have a name.
//!
//! # Why
//! An API server refuses an object without a name: what it was to guard or run is missing.
//!
//! # Fix
//! Write `metadata.name`, or `metadata.generateName` for what is created by hand.
//!
//! # See
//! Kubernetes API reference: ObjectMeta

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::kubernetes::Category;
use seaworthy_model::{Confidence, Severity};

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-11", Severity::Low, run)
    .doc(seaworthy_check::header!("nameless_object.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Service
            metadata: {labels: {app: web}}   #! Service has no name
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {generateName: web-}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for object in cluster.set().objects() {
        // Files of settings are not sent to an API server.
        let is_sent = object.resource().is_some() && object.category() != Category::ControlPlane;
        let is_nameless = object.name().is_empty() && object.generate_name().is_empty();
        if is_sent && is_nameless {
            let place = object.at("metadata").or_else(|| object.at("kind"));
            let message = format!("{} has no name", object.kind());
            judge.fail(cluster.failure(object, place.unwrap_or(object.value()), message));
        }
    }
}
