//! Objects use versions of the API that will stay.
//!
//! # Why
//! A version that is deprecated is gone after some releases, and an upgrade then waits for the
//! change.
//!
//! # Fix
//! Write the version that is named, and see what changed in its fields.
//!
//! # See
//! Kubernetes documentation: deprecated API migration guide

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::{Cluster, versions};

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-05", Severity::Low, run)
    .doc(seaworthy_check::header!("deprecated_api_version.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            #! `v1` Endpoints is deprecated since Kubernetes 1.33; use `discovery.k8s.io/v1`
            kind: Endpoints
            metadata: {name: web}
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let current = cluster.set().kube_version;
    for object in cluster.set().objects() {
        let Some(change) = versions::change(object) else {
            continue;
        };
        if change.deprecated > current || change.removed <= current {
            continue;
        }
        let place = object.at("apiVersion").unwrap_or(object.value());
        let message = format!(
            "`{}` {} is deprecated since Kubernetes {}; {}",
            object.api_version(),
            object.kind(),
            change.deprecated,
            change.advice()
        );
        judge.fail(cluster.failure(object, place, message));
    }
}
