//! What a container may take from its node: requests and limits, and the defaults of a namespace.

use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::{Container, ContainerRole, together};

use crate::Workload;

/// Where a resource stands in a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    /// What the scheduler keeps free.
    Request,
    /// What the container cannot exceed.
    Limit,
}

/// The containers that take resources for as long as the pod runs, or before it: ephemeral ones
/// have none of their own.
pub(crate) fn containers(workload: &Workload) -> impl Iterator<Item = Container<'_>> {
    let fits = workload.is_pod();
    let all = workload.containers();
    all.filter(move |container| fits && container.role != ContainerRole::Ephemeral)
}

/// Whether a container has a bound for a resource: by its own fields, those of its pod, or the
/// defaults of its namespace.
pub(crate) fn is_bound(
    workload: &Workload,
    container: &Container<'_>,
    bound: Bound,
    name: &str,
) -> bool {
    let has = |value: Value<'_>, key: &str| {
        let list = value.get("resources").and_then(|one| one.get(key));
        list.is_some_and(|list| list.get(name).is_some())
    };
    let has = |value: Value<'_>| match bound {
        // A limit without a request is the request too.
        Bound::Request => has(value, "requests") || has(value, "limits"),
        Bound::Limit => has(value, "limits"),
    };
    has(container.value) || has(workload.pod().spec()) || by_range(workload, bound, name)
}

/// Whether a LimitRange of the namespace gives containers the bound.
fn by_range(workload: &Workload, bound: Bound, name: &str) -> bool {
    let own = workload.object().namespace();
    let ranges = workload.set().of_kind("LimitRange");
    let mut limits = ranges
        .filter(|range| together(range.namespace(), own))
        .filter_map(|range| range.at("spec.limits"))
        .flat_map(Value::items);
    let keys: &[&str] = match bound {
        Bound::Request => &["defaultRequest", "default", "max"],
        Bound::Limit => &["default", "max"],
    };
    limits.any(|limit| {
        let is_container = limit.get("type").and_then(Value::text) == Some("Container");
        let gives = |key: &&str| limit.get(key).is_some_and(|list| list.get(name).is_some());
        is_container && keys.iter().any(gives)
    })
}

/// A quantity of the API (`resource.Quantity`) in its base unit: bytes, cores, pieces.
pub(crate) fn quantity(text: &str) -> Option<f64> {
    const SUFFIXES: &[(&str, f64)] = &[
        ("Ki", 1024.0),
        ("Mi", 1_048_576.0),
        ("Gi", 1_073_741_824.0),
        ("Ti", 1_099_511_627_776.0),
        ("Pi", 1_125_899_906_842_624.0),
        ("Ei", 1_152_921_504_606_846_976.0),
        ("n", 1e-9),
        ("u", 1e-6),
        ("m", 1e-3),
        ("k", 1e3),
        ("M", 1e6),
        ("G", 1e9),
        ("T", 1e12),
        ("P", 1e15),
        ("E", 1e18),
    ];
    let text = text.trim();
    let plain = || text.parse::<f64>().ok().filter(|number| number.is_finite());
    let suffixed = |(suffix, factor): &(&str, f64)| {
        let number: f64 = text.strip_suffix(suffix)?.parse().ok()?;
        Some(number * factor)
    };
    plain().or_else(|| SUFFIXES.iter().find_map(suffixed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_have_their_value() {
        for (text, value) in [
            ("500m", Some(0.5)),
            ("1Gi", Some(1_073_741_824.0)),
            ("1e3", Some(1000.0)),
            ("2", Some(2.0)),
            ("1M", Some(1e6)),
            ("lots", None),
            ("", None),
        ] {
            assert_eq!(quantity(text), value, "{text}");
        }
    }
}
