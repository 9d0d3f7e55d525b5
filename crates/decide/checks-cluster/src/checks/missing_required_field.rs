//! Every field that its type requires is there.
//!
//! # Why
//! An API server refuses an object that lacks a required field, or takes an empty value for it that
//! nobody meant. What the object was to run or guard is missing.
//!
//! # Fix
//! Add the field. A file that is a part of an object, to be merged into another one, belongs in a
//! kustomization that names it as a patch.
//!
//! # See
//! Kubernetes API reference

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::{Confidence, Severity};

use crate::Cluster;
use crate::schema::What;

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-09", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_required_field.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:   #! `spec` has no `selector`
              template:
                spec:
                  containers:
                    - image: example.com/web:1.2
                      #! `spec.template.spec.containers[]` has no `name`
            ",
        ),
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding   #! RoleBinding has no `roleRef`
            metadata: {name: web}
            subjects: []
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {ports: [{port: 80}]}
            status: {conditions: [{type: Ready}]}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for one in &cluster.deviations().all {
        let What::Missing(field) = one.what else {
            continue;
        };
        let object = cluster.object(one.object);
        let at = object.tree().value(one.at);
        let is_whole = at == object.value();
        let path = at.named_path();
        // A server fills in the status itself.
        let own_path = object
            .list_path()
            .and_then(|list| at.path().strip_prefix(list).map(str::to_owned));
        let own_path = own_path.unwrap_or_else(|| path.clone());
        if own_path.trim_start_matches('.').starts_with("status") {
            continue;
        }
        let (what, at) = if is_whole {
            (object.kind().to_owned(), object.at("kind").unwrap_or(at))
        } else {
            (format!("`{path}`"), at)
        };
        let failure = cluster.failure(object, at, format!("{what} has no `{field}`"));
        judge.fail(failure);
    }
}
