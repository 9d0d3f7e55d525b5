//! Rights by which their holder can become the administrator of the cluster.

use seaworthy_facts::manifest::kubernetes::ObjectSet;

use super::{Principal, Rights, Rule};

/// A way to take over the cluster.
#[derive(Clone, Debug)]
pub(crate) struct Takeover {
    /// What the right lets its holder do, behind "may".
    pub(crate) may: &'static str,
    /// The number of the binding that gives it, in [`Rights::bindings`].
    pub(crate) binding: usize,
    /// Whether it is every right there is.
    pub(crate) is_total: bool,
}

const WORKLOADS: &[&str] = &["deployments", "daemonsets", "statefulsets", "replicasets"];

/// Verbs, group, resources, and what they let one do. Each holds in the whole cluster or in
/// `kube-system`.
type Way = (
    &'static [&'static str],
    &'static str,
    &'static [&'static str],
    &'static str,
);
const NEAR: &[Way] = &[
    (
        &["get", "list", "watch"],
        "",
        &["secrets"],
        "read every Secret",
    ),
    (&["create"], "", &["pods"], "create pods"),
    (
        &["create", "patch", "update"],
        "apps",
        WORKLOADS,
        "create workloads",
    ),
    (
        &["create", "patch", "update"],
        "batch",
        &["jobs", "cronjobs"],
        "create workloads",
    ),
    (
        &["create"],
        "",
        &["pods/exec", "pods/attach"],
        "run commands in pods",
    ),
    (
        &["create"],
        "",
        &["serviceaccounts/token"],
        "issue tokens of service accounts",
    ),
    (
        &["impersonate"],
        "",
        &["serviceaccounts"],
        "act as service accounts",
    ),
];
/// Those that lie outside of namespaces.
const FAR: &[Way] = &[
    (&["impersonate"], "", &["users", "groups"], "act as others"),
    (
        &["bind", "escalate"],
        "rbac.authorization.k8s.io",
        &["clusterroles"],
        "give itself any role",
    ),
    (&["create", "get"], "", &["nodes/proxy"], "reach kubelets"),
];

/// The worst way in which a service account can take over the cluster, if any.
pub(crate) fn takeover(
    rights: &Rights,
    set: &ObjectSet,
    principal: Principal<'_>,
) -> Option<Takeover> {
    let mut found: Option<Takeover> = None;
    for (index, binding) in rights.bindings.iter().enumerate() {
        if !binding.subjects.iter().any(|subject| subject.is(principal)) {
            continue;
        }
        let scope = binding.scope(set);
        let is_system = scope == Some(Some("kube-system"));
        for rule in rights.rules_bound(binding) {
            let total = scope.is_none() && rule.is_total() && rule.has_group("");
            let near = (scope.is_none() || is_system)
                .then(|| way(NEAR, rule))
                .flatten();
            let far = scope.is_none().then(|| way(FAR, rule)).flatten();
            let may = if total {
                Some("do everything")
            } else {
                near.or(far)
            };
            let Some(may) = may else { continue };
            if total || found.is_none() {
                found = Some(Takeover {
                    may,
                    binding: index,
                    is_total: total,
                });
            }
            if total {
                return found;
            }
        }
    }
    found
}

fn way(ways: &[Way], rule: &Rule) -> Option<&'static str> {
    let mut ways = ways.iter().filter(|(verbs, group, resources, _)| {
        let of = |verb: &str| {
            resources
                .iter()
                .any(|resource| rule.allows(verb, group, resource))
        };
        verbs.iter().any(|verb| of(verb))
    });
    ways.next().map(|(_, _, _, may)| *may)
}
