//! An application of Argo CD belongs to a project of its own.
//!
//! # Why
//! The project `default` lets an application deploy anything from anywhere to any cluster.
//!
//! # Fix
//! Make an AppProject that names the sources and destinations of the team.
//!
//! # See
//! Checkov: CKV_ARGO_1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-02", Severity::Medium, run)
    .doc(seaworthy_check::header!("default_argo_project.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop}
            spec:
              project: default   #! Application `shop` belongs to the project `default`
            ",
        ),
        Example::new(
            "
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop}
            spec: {project: shop}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let group = "argoproj.io";
    let applications = cluster
        .of_group(group, "Application")
        .map(|one| (one, "spec.project"));
    let sets = cluster.of_group(group, "ApplicationSet");
    let sets = sets.map(|one| (one, "spec.template.spec.project"));
    for (object, path) in applications.chain(sets) {
        let project = object
            .at(path)
            .filter(|project| project.text() == Some("default"));
        if let Some(project) = project {
            let message = format!(
                "{} `{}` belongs to the project `default`",
                object.kind(),
                object.name()
            );
            judge.fail(cluster.failure(object, project, message));
        }
    }
}
