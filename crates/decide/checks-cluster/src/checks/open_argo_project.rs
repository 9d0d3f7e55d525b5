//! A project of Argo CD names what it may deploy, and where.
//!
//! # Why
//! `*` lets every application of the project deploy from any repository, to any cluster, or every
//! kind of object of the cluster, roles among them.
//!
//! # Fix
//! List the repositories, the destinations and the kinds.
//!
//! # See
//! Argo CD documentation: projects

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-02", Severity::Medium, run)
    .doc(seaworthy_check::header!("open_argo_project.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop}
            spec:
              sourceRepos: ["*"]   #! AppProject `shop` allows every source
              clusterResourceWhitelist: [{group: "*", kind: "*"}]
              #! AppProject `shop` allows every cluster resource
            "#,
        ),
        Example::new(
            "
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop}
            spec:
              sourceRepos: [https://git.example.com/shop]
              destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let is_star = |value: Option<Value<'_>>| value.and_then(Value::text) == Some("*");
    for project in cluster.of_group("argoproj.io", "AppProject") {
        let Some(spec) = project.at("spec") else {
            continue;
        };
        let any = |key: &str, test: &dyn Fn(Value<'_>) -> bool| {
            spec.get(key).filter(|list| list.items().any(test))
        };
        let sources = any("sourceRepos", &|one| is_star(Some(one)));
        let targets = any("destinations", &|one| {
            is_star(one.get("namespace"))
                && (is_star(one.get("server")) || is_star(one.get("name")))
        });
        let kinds = any("clusterResourceWhitelist", &|one| {
            is_star(one.get("group")) && is_star(one.get("kind"))
        });
        let found = [
            (sources, "source"),
            (targets, "destination"),
            (kinds, "cluster resource"),
        ];
        for (place, what) in found {
            if let Some(place) = place {
                let message = format!("AppProject `{}` allows every {what}", project.name());
                judge.fail(cluster.failure(project, place, message));
            }
        }
    }
}
