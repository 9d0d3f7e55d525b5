//! What admitted pods before Pod Security levels: PodSecurityPolicy (removed in Kubernetes 1.25),
//! and SecurityContextConstraints of OpenShift.

use seaworthy_check::Failure;
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::Object;

use crate::Cluster;

/// One policy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SecurityPolicy<'a> {
    object: &'a Object,
}

/// The constraints that OpenShift itself ships, and whose names are reserved.
const SHIPPED: &[&str] = &[
    "anyuid",
    "hostaccess",
    "hostmount-anyuid",
    "hostnetwork",
    "hostnetwork-v2",
    "node-exporter",
    "nonroot",
    "nonroot-v2",
    "privileged",
    "restricted",
    "restricted-v2",
];

/// Every policy that people wrote.
pub(crate) fn all(cluster: &Cluster) -> impl Iterator<Item = SecurityPolicy<'_>> {
    let policies = cluster.of_kind("PodSecurityPolicy");
    let constraints = cluster.of_kind("SecurityContextConstraints");
    let constraints = constraints.filter(|object| !SHIPPED.contains(&object.name()));
    policies
        .chain(constraints)
        .map(|object| SecurityPolicy { object })
}

impl<'a> SecurityPolicy<'a> {
    /// Whether it is one of OpenShift.
    pub(crate) fn is_constraints(self) -> bool {
        self.object.kind() == "SecurityContextConstraints"
    }

    /// A field, by its path in a PodSecurityPolicy and its name in SecurityContextConstraints; one
    /// that is empty is not there.
    pub(crate) fn field(self, of_policy: &str, of_constraints: &str) -> Option<Value<'a>> {
        let path = if self.is_constraints() {
            of_constraints
        } else {
            of_policy
        };
        (!path.is_empty()).then(|| self.object.at(path)).flatten()
    }

    /// What holds the fields.
    pub(crate) fn settings(self) -> Value<'a> {
        self.object.at("spec").unwrap_or(self.object.value())
    }

    /// An annotation.
    pub(crate) fn annotation(self, key: &str) -> Option<Value<'a>> {
        self.object.annotation(key)
    }

    /// It does something that it should not.
    pub(crate) fn failure(self, cluster: &Cluster, at: Value<'_>, does: &str) -> Failure {
        let message = format!("{} `{}` {does}", self.object.kind(), self.object.name());
        cluster.failure(self.object, at, message)
    }
}
