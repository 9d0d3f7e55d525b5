//! Objects use versions of the API that the cluster has.
//!
//! # Why
//! An API server refuses an object of a version that it no longer serves: the next deployment
//! fails, or a guard is not applied.
//!
//! # Fix
//! Write the version that is named, and see what changed in its fields.
//!
//! # See
//! Kubernetes documentation: deprecated API migration guide

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::edit;
use seaworthy_model::Severity;

use crate::{Cluster, versions};

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-05", Severity::Medium, run)
    .doc(seaworthy_check::header!("removed_api_version.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: extensions/v1beta1
            #! `extensions/v1beta1` Deployment is gone since Kubernetes 1.16; use `apps/v1`
            kind: Deployment
            metadata: {name: web}
            ",
        ),
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for object in cluster.set().objects() {
        let Some(change) = versions::change(object) else {
            continue;
        };
        if change.removed > cluster.set().kube_version {
            continue;
        }
        let place = object.at("apiVersion").unwrap_or(object.value());
        let message = format!(
            "`{}` {} is gone since Kubernetes {}; {}",
            object.api_version(),
            object.kind(),
            change.removed,
            change.advice()
        );
        // Where no field changed, the new version is enough.
        let patch = change
            .same
            .then(|| edit::replace_scalar(place, change.instead))
            .flatten();
        judge.fail(cluster.failure(object, place, message).patch(patch));
    }
}
