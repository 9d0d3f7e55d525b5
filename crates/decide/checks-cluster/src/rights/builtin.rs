//! The roles for people that every cluster has, by what they allow: `cluster-admin`, `admin`,
//! `edit` and `view`.
//!
//! Facts of the documentation of Kubernetes, "Using RBAC Authorization", user-facing roles. Only
//! those rules stand here that a check asks about.

use super::Rule;

const WRITE: &[&str] = &["create", "delete", "deletecollection", "patch", "update"];
const READ: &[&str] = &["get", "list", "watch"];

/// Verbs, group and resources of one rule.
type Line = (
    &'static [&'static str],
    &'static str,
    &'static [&'static str],
);

const ADMIN_ONLY: &[Line] = &[(
    &[
        "create",
        "delete",
        "deletecollection",
        "get",
        "list",
        "patch",
        "update",
        "watch",
    ],
    "rbac.authorization.k8s.io",
    &["roles", "rolebindings"],
)];

const EDIT: &[Line] = &[
    (
        READ,
        "",
        &[
            "secrets",
            "pods/attach",
            "pods/exec",
            "pods/portforward",
            "pods/proxy",
            "services/proxy",
        ],
    ),
    (&["impersonate"], "", &["serviceaccounts"]),
    (&["create"], "", &["serviceaccounts/token", "pods/eviction"]),
    (
        WRITE,
        "",
        &[
            "pods",
            "pods/attach",
            "pods/exec",
            "pods/portforward",
            "pods/proxy",
            "configmaps",
            "events",
            "persistentvolumeclaims",
            "replicationcontrollers",
            "secrets",
            "serviceaccounts",
            "services",
            "services/proxy",
        ],
    ),
    (
        WRITE,
        "apps",
        &["daemonsets", "deployments", "replicasets", "statefulsets"],
    ),
    (WRITE, "batch", &["cronjobs", "jobs"]),
    (
        WRITE,
        "networking.k8s.io",
        &["ingresses", "networkpolicies"],
    ),
];

const VIEW: &[Line] = &[
    (
        READ,
        "",
        &[
            "configmaps",
            "events",
            "limitranges",
            "namespaces",
            "persistentvolumeclaims",
            "pods",
            "pods/log",
            "pods/status",
            "resourcequotas",
            "serviceaccounts",
            "services",
        ],
    ),
    (
        READ,
        "apps",
        &["daemonsets", "deployments", "replicasets", "statefulsets"],
    ),
    (READ, "batch", &["cronjobs", "jobs"]),
];

/// The rules of a built-in role; nothing for another name.
pub(super) fn rules(name: &str) -> Option<Vec<Rule>> {
    let lines: Vec<&Line> = match name {
        "cluster-admin" => {
            let all = || vec!["*".to_owned()];
            let everything = Rule {
                verbs: all(),
                groups: Some(all()),
                resources: all(),
                urls: all(),
                ..Rule::default()
            };
            return Some(vec![everything]);
        }
        "admin" => ADMIN_ONLY.iter().chain(EDIT).chain(VIEW).collect(),
        "edit" => EDIT.iter().chain(VIEW).collect(),
        "view" => VIEW.iter().collect(),
        _ => return None,
    };
    let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
    let rule = |(verbs, group, resources): &&Line| Rule {
        verbs: owned(verbs),
        groups: Some(vec![(*group).to_owned()]),
        resources: owned(resources),
        ..Rule::default()
    };
    Some(lines.iter().map(rule).collect())
}
