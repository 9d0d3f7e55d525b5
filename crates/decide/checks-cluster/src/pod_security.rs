//! Pod Security levels of namespaces, and what else may hold pods back.
//!
//! Facts of the documentation of Kubernetes, "Pod Security Admission".

use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::Object;

use crate::Cluster;

/// The modes of a level, as labels name them.
pub(crate) const MODES: [&str; 3] = ["enforce", "audit", "warn"];
/// The levels that exist.
pub(crate) const LEVELS: &[&str] = &["privileged", "baseline", "restricted"];

/// Groups whose objects hold pods back in the place of Pod Security levels.
const ENGINES: &[&str] = &[
    "kyverno.io",
    "policies.kyverno.io",
    "constraints.gatekeeper.sh",
    "templates.gatekeeper.sh",
    "policies.kubewarden.io",
    "security.openshift.io",
];

/// The level of a namespace in a mode.
pub(crate) fn level<'a>(namespace: &'a Object, mode: &str) -> Option<Value<'a>> {
    namespace.label(&format!("pod-security.kubernetes.io/{mode}"))
}

/// Whether a policy engine or an admission policy is among the objects.
pub(crate) fn has_engine(cluster: &Cluster) -> bool {
    let mut objects = cluster.set().objects().iter();
    objects.any(|object| {
        ENGINES.contains(&object.group()) || object.kind() == "ValidatingAdmissionPolicyBinding"
    })
}

/// Whether the configuration of the API server sets a level for all namespaces.
pub(crate) fn has_default(cluster: &Cluster) -> bool {
    let enforced = |defaults: Option<Value<'_>>| {
        let level = defaults
            .and_then(|defaults| defaults.get("enforce"))
            .and_then(Value::text);
        matches!(level, Some("baseline" | "restricted"))
    };
    let mut own = cluster.of_kind("PodSecurityConfiguration");
    let mut plugins = cluster
        .of_kind("AdmissionConfiguration")
        .flat_map(|object| {
            let plugins = object.at("plugins").map(Value::items).into_iter().flatten();
            plugins.filter_map(|plugin| plugin.at("configuration.defaults"))
        });
    own.any(|object| enforced(object.at("defaults"))) || plugins.any(|one| enforced(Some(one)))
}
