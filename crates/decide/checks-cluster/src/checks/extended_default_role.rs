//! What is added to `view` and `edit` fits them.
//!
//! # Why
//! A label adds the rules of a ClusterRole to `view`, `edit` or `admin` in every cluster that
//! installs it. Whoever was given `view` then quietly reads Secrets or writes.
//!
//! # Fix
//! Take the label away, or leave in the role what the name of the extended one promises.
//!
//! # See
//! Kubernetes documentation: aggregated ClusterRoles

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Role, Rule, value};

type Test = fn(&Rule) -> bool;

const VIEWING: &[(Test, &str)] = &[(reads_secrets, "reading of Secrets"), (writes, "writing")];
const EDITING: &[(Test, &str)] = &[(hands_out, "handing out of roles")];

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", Severity::High, run)
    .doc(seaworthy_check::header!("extended_default_role.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: more, labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}}
            rules:
              - apiGroups: [""]
                resources: [secrets]   #! ClusterRole `more` adds reading of Secrets to `view`
                verbs: [get]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: more, labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}}
            rules:
              - apiGroups: [example.com]
                resources: [ships]
                verbs: [get, list, watch]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let roles = cluster.rights().roles.iter();
    for role in roles.filter(|role| role.is_cluster && !role.is_known) {
        let object = cluster.object(role.object);
        let joins = |name: &str| {
            let label = format!("rbac.authorization.k8s.io/aggregate-to-{name}");
            object.label(&label).and_then(Value::text) == Some("true")
        };
        let found = match (joins("view"), joins("edit")) {
            (true, _) => find(role, VIEWING).map(|found| (found, "view")),
            (false, true) => find(role, EDITING).map(|found| (found, "edit")),
            (false, false) => None,
        };
        let Some(((rule, what), extended)) = found else {
            continue;
        };
        let written = rule
            .site
            .and_then(|(at, node)| value(cluster.set(), at, node));
        let place = written.and_then(|rule| rule.get("resources").or(Some(rule)));
        let message = format!(
            "ClusterRole `{}` adds {what} to `{extended}`",
            object.name()
        );
        judge.fail(cluster.failure(object, place.unwrap_or(object.value()), message));
    }
}

fn find<'a>(role: &'a Role, tests: &[(Test, &'static str)]) -> Option<(&'a Rule, &'static str)> {
    let mut rules = role.rules.iter();
    rules.find_map(|rule| {
        let found = tests.iter().find(|(test, _)| test(rule))?;
        Some((rule, found.1))
    })
}

fn reads_secrets(rule: &Rule) -> bool {
    ["get", "list", "watch"]
        .iter()
        .any(|verb| rule.allows(verb, "", "secrets"))
}

fn writes(rule: &Rule) -> bool {
    let reading = |verb: &String| matches!(verb.as_str(), "get" | "list" | "watch");
    !rule.resources.is_empty() && !rule.verbs.iter().all(reading)
}

fn hands_out(rule: &Rule) -> bool {
    let group = "rbac.authorization.k8s.io";
    let kinds = [
        "roles",
        "rolebindings",
        "clusterroles",
        "clusterrolebindings",
    ];
    let verbs = ["create", "update", "patch", "bind", "escalate"];
    let mut all = kinds
        .iter()
        .flat_map(|kind| verbs.iter().map(move |verb| (verb, kind)));
    all.any(|(verb, kind)| rule.allows(verb, group, kind))
}
