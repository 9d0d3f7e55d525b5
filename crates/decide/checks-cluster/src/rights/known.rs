//! Roles that Kubernetes and its distributions ship: their rights are known, and would drown what
//! people wrote.
//!
//! Facts of the bootstrap policy of Kubernetes 1.36 and of the vendors' own documentation.

use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::Object;

/// The label that the API server puts on the roles that it makes.
const BOOTSTRAP_LABEL: &str = "kubernetes.io/bootstrapping";

/// Names that people use as well: with the label they are those of the cluster.
const USER_FACING: &[&str] = &["admin", "edit", "view"];

/// Names of roles of Kubernetes and kubeadm that stand alone.
const NAMES: &[&str] = &[
    "cluster-admin",
    "extension-apiserver-authentication-reader",
    "system:auth-delegator",
    "system:basic-user",
    "system:discovery",
    "system:heapster",
    "system:kube-aggregator",
    "system:kube-controller-manager",
    "system:kube-dns",
    "system:kube-scheduler",
    "system:kubelet-api-admin",
    "system:monitoring",
    "system:node",
    "system:node-bootstrapper",
    "system:node-problem-detector",
    "system:node-proxier",
    "system:persistent-volume-provisioner",
    "system:public-info-viewer",
    "system:service-account-issuer-discovery",
    "system:volume-scheduler",
];

/// How names of families of such roles begin.
const PREFIXES: &[&str] = &[
    "system:aggregate-to-",
    "system:certificates.k8s.io:",
    "system:controller:",
    "system::leader-locking-",
    "system:openshift:",
    "kubeadm:",
    "eks:",
    "gce:",
    "gke-",
    "aks-",
    "system:aks-",
    "system:azure-",
    "system:gke-",
];

/// Whether an object is a role that is shipped, and says no more than such a one may: none of them
/// but `cluster-admin` allows everything.
pub(super) fn is_known(role: &Object) -> bool {
    let is_admin = role.kind() == "ClusterRole" && role.name() == "cluster-admin";
    if is_admin {
        return true;
    }
    // The label alone proves nothing: whoever writes a role can write it.
    let is_labelled = role.label(BOOTSTRAP_LABEL).is_some();
    let is_user_facing = is_labelled && USER_FACING.contains(&role.name());
    let shipped = is_user_facing || is_known_name(role.name());
    shipped && !allows_all(role)
}

/// Whether a name is that of a role that is shipped.
pub(super) fn is_known_name(name: &str) -> bool {
    NAMES.contains(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

fn allows_all(role: &Object) -> bool {
    let rules = role.at("rules").map(Value::items).into_iter().flatten();
    let has_star = |rule: Value<'_>, key| {
        let list = rule.get(key).map(Value::items).into_iter().flatten();
        list.filter_map(Value::text).any(|text| text == "*")
    };
    let mut rules = rules;
    rules.any(|rule| has_star(rule, "verbs") && has_star(rule, "resources"))
}
