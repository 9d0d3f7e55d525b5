//! Network policies: whom they select, in which direction, and what they let through.
//!
//! Facts of the API reference of Kubernetes, `networking.k8s.io/v1` NetworkPolicy.

use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::{Category, Object, selector, together};

use crate::Cluster;
use crate::subject::PodNumber;

/// A direction of traffic, as the policies name it: the word in `policyTypes`, the key of its
/// rules, and the key of peers in a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Direction {
    pub(crate) word: &'static str,
    pub(crate) rules: &'static str,
    pub(crate) peers: &'static str,
}

pub(crate) const INGRESS: Direction = Direction {
    word: "Ingress",
    rules: "ingress",
    peers: "from",
};
pub(crate) const EGRESS: Direction = Direction {
    word: "Egress",
    rules: "egress",
    peers: "to",
};
pub(crate) const BOTH: [Direction; 2] = [INGRESS, EGRESS];

/// Groups of policies of plug-ins and of the cluster tier, which isolate pods in their own ways.
const OTHERS: &[&str] = &[
    "cilium.io",
    "crd.projectcalico.org",
    "projectcalico.org",
    "policy.networking.k8s.io",
];

/// The network policies of Kubernetes itself.
pub(crate) fn policies(cluster: &Cluster) -> impl Iterator<Item = &Object> {
    let all = cluster.of_kind("NetworkPolicy");
    all.filter(|policy| matches!(policy.group(), "networking.k8s.io" | "extensions"))
}

/// The policies of other kinds, which may isolate pods.
pub(crate) fn others(cluster: &Cluster) -> Vec<&Object> {
    let policies = cluster.set().of_category(Category::NetworkPolicy);
    policies
        .filter(|policy| OTHERS.contains(&policy.group()))
        .collect()
}

/// Whether one of these policies may isolate pods of a namespace.
pub(crate) fn may_hold(others: &[&Object], namespace: Option<&str>) -> bool {
    others
        .iter()
        .any(|policy| together(policy.namespace(), namespace))
}

/// Whether a policy is about a direction. Without `policyTypes` it is about what comes in, and
/// about what goes out where it has rules for that.
pub(crate) fn is_about(policy: &Object, direction: Direction) -> bool {
    match policy
        .at("spec.policyTypes")
        .filter(|types| !types.is_empty())
    {
        Some(types) => types
            .items()
            .any(|item| item.text() == Some(direction.word)),
        None => direction == INGRESS || policy.at("spec.egress").is_some(),
    }
}

/// The pod templates that a policy selects. One without a selector selects all.
pub(crate) fn pods_of(cluster: &Cluster, policy: &Object) -> Vec<PodNumber> {
    let wanted = policy.at("spec").and_then(|spec| spec.entry("podSelector"));
    match wanted.map(|entry| entry.value) {
        Some(wanted) => cluster.pods_selected(policy, wanted),
        None => cluster.pods_selected(policy, policy.value()),
    }
}

/// Whether a policy selects every pod of its namespace.
pub(crate) fn selects_all(policy: &Object) -> bool {
    policy.at("spec.podSelector").is_none_or(selector::is_empty)
}

/// Whether a policy denies everything in a direction to every pod of its namespace.
pub(crate) fn is_default_deny(policy: &Object, direction: Direction) -> bool {
    let rules = policy.at("spec").and_then(|spec| spec.get(direction.rules));
    selects_all(policy) && is_about(policy, direction) && rules.is_none_or(Value::is_empty)
}

/// The rules of a policy in a direction.
pub(crate) fn rules(policy: &Object, direction: Direction) -> impl Iterator<Item = Value<'_>> {
    let rules = policy.at("spec").and_then(|spec| spec.get(direction.rules));
    let rules = rules.filter(|_| is_about(policy, direction));
    rules.into_iter().flat_map(Value::items)
}

/// Whether a rule lets a port through; one without ports lets all.
pub(crate) fn lets_port(rule: Value<'_>, port: i64) -> bool {
    let Some(ports) = rule.get("ports").filter(|ports| !ports.is_empty()) else {
        return true;
    };
    ports.items().any(|item| {
        let first = item.get("port").map(Value::as_i64);
        let last = item.get("endPort").and_then(Value::as_i64);
        match first {
            None => true,
            // A named port is not known here.
            Some(None) => false,
            Some(Some(first)) => first <= port && port <= last.unwrap_or(first),
        }
    })
}

/// An IPv4 address as a number.
pub(crate) fn address(text: &str) -> Option<u32> {
    let mut parts = text.split('.');
    let mut number = 0;
    for _ in 0..4 {
        let part: u8 = parts.next()?.parse().ok()?;
        number = (number << 8) | u32::from(part);
    }
    parts.next().is_none().then_some(number)
}

/// Whether an IPv4 network in CIDR notation holds an address.
pub(crate) fn holds(cidr: &str, wanted: u32) -> bool {
    let Some((network, bits)) = cidr.split_once('/') else {
        return false;
    };
    let (Some(network), Ok(bits)) = (address(network), bits.parse::<u32>()) else {
        return false;
    };
    match bits {
        0 => true,
        1..=32 => (network ^ wanted) >> (32 - bits) == 0,
        _ => false,
    }
}

/// Whether a network in CIDR notation is that of every address.
pub(crate) fn is_everywhere(cidr: &str) -> bool {
    cidr.ends_with("/0")
}

/// Whether a namespace belongs to Kubernetes itself.
pub(crate) fn is_system(namespace: &str) -> bool {
    matches!(namespace, "kube-system" | "kube-public" | "kube-node-lease")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_hold_their_addresses() {
        let metadata = address("169.254.169.254").unwrap();
        for (cidr, expected) in [
            ("0.0.0.0/0", true),
            ("169.254.0.0/16", true),
            ("169.254.169.254/32", true),
            ("10.0.0.0/8", false),
            ("169.254.169.254", false),
            ("169.254.169.254/33", false),
            ("::/0", false),
        ] {
            assert_eq!(holds(cidr, metadata), expected, "{cidr}");
        }
        assert_eq!(address("1.2.3"), None);
        assert_eq!(address("1.2.3.400"), None);
    }
}
