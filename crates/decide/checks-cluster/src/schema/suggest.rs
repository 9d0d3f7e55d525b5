//! Which field was meant by a name that a type does not have.

use super::{Shape, TABLE, TypeId};

/// LIMIT: a name that is longer is compared with none: fields of Kubernetes are shorter.
const NAME_BYTES_MAX: usize = 64;
/// Changes of a letter that a slip of the hand makes.
const CHANGES_MAX: usize = 2;

/// What was likely meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Suggestion {
    /// The field of this name, and whether no other one is near.
    Name(&'static str, bool),
    /// The field belongs into the mapping of this field.
    Within(&'static str),
    /// The type has it from this minor release on.
    Since(u16),
    /// The type had it until this minor release.
    Until(u16),
    /// Nothing is near.
    Nothing,
}

/// What was meant by `name` in a mapping of a type.
pub(crate) fn suggest(of: TypeId, name: &str, minor: u16) -> Suggestion {
    let named = TABLE.named(of, name);
    if let Some(later) = named
        .iter()
        .filter(|field| field.first > minor)
        .map(|f| f.first)
        .min()
    {
        return Suggestion::Since(later);
    }
    if let Some(field) = named.last() {
        return Suggestion::Until(field.last);
    }
    let fields = || TABLE.fields(of).iter().filter(|field| field.is_in(minor));
    let within = |shape| match shape {
        Shape::Type(inner) => TABLE.field(inner, name, minor).is_some(),
        _ => false,
    };
    // Nobody writes a status.
    let homes = fields().filter(|field| field.name != "status");
    let mut homes = homes.filter(|field| within(field.shape));
    if let (Some(home), None) = (homes.next(), homes.next()) {
        return Suggestion::Within(home.name);
    }
    let mut near: Vec<(usize, &'static str)> = fields()
        .filter_map(|field| Some((changes(name, field.name)?, field.name)))
        .collect();
    near.sort_unstable();
    match near.as_slice() {
        [] => Suggestion::Nothing,
        [(_, name)] => Suggestion::Name(name, true),
        [(least, name), (next, _), ..] if least < next => Suggestion::Name(name, false),
        _ => Suggestion::Nothing,
    }
}

/// Changes that make one name of another: letters put in, left out, replaced or swapped with their
/// neighbour (optimal string alignment). Case counts as one change in all. Nothing for more than a
/// slip: two changes, and one in short names.
fn changes(written: &str, name: &str) -> Option<usize> {
    let most = if name.len() < 6 { 1 } else { CHANGES_MAX };
    if written.len() > NAME_BYTES_MAX || written.len().abs_diff(name.len()) > most {
        return None;
    }
    let (a, b) = (written.to_ascii_lowercase(), name.to_ascii_lowercase());
    let distance = distance(a.as_bytes(), b.as_bytes()).max(1);
    (distance <= most).then_some(distance)
}

fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut earlier = None;
    for (row, from) in a.iter().enumerate() {
        let mut next = vec![row + 1];
        let mut left = None;
        for (column, to) in b.iter().enumerate() {
            let at =
                |line: &[usize], column: usize| line.get(column).copied().unwrap_or(usize::MAX);
            let replaced = at(&last, column).saturating_add(usize::from(from != to));
            let inserted = at(&next, column).saturating_add(1);
            let mut least = replaced
                .min(inserted)
                .min(at(&last, column + 1).saturating_add(1));
            if earlier == Some(to) && left == Some(from) && column > 0 {
                least = least.min(at(&before, column - 1).saturating_add(1));
            }
            next.push(least);
            left = Some(to);
        }
        before = std::mem::replace(&mut last, next);
        earlier = Some(from);
    }
    last.last().copied().unwrap_or_default()
}

/// Fields that narrow what a pod, a subject or a peer may do: where one is misspelt or misplaced,
/// what it should forbid is allowed.
pub(crate) fn is_security_field(name: &str) -> bool {
    SECURITY_FIELDS.binary_search(&name).is_ok()
}

/// Sorted.
const SECURITY_FIELDS: &[&str] = &[
    "allowPrivilegeEscalation",
    "appArmorProfile",
    "automountServiceAccountToken",
    "capabilities",
    "drop",
    "egress",
    "except",
    "failurePolicy",
    "fsGroup",
    "hostUsers",
    "immutable",
    "ingress",
    "ipBlock",
    "limits",
    "loadBalancerSourceRanges",
    "localhostProfile",
    "namespaceSelector",
    "podSelector",
    "policyTypes",
    "privileged",
    "procMount",
    "readOnly",
    "readOnlyRootFilesystem",
    "resourceNames",
    "resources",
    "runAsGroup",
    "runAsNonRoot",
    "runAsUser",
    "runtimeClassName",
    "seLinuxOptions",
    "seccompProfile",
    "securityContext",
    "serviceAccountName",
    "supplementalGroups",
    "tls",
    "validationActions",
    "windowsOptions",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn of(api_version: &str, kind: &str, path: &[&str]) -> TypeId {
        let (of, _) = TABLE.kind(api_version, kind, 36).unwrap();
        path.iter().fold(of, |of, name| {
            let shape = TABLE.field(of, name, 36).unwrap().shape;
            let shape = match shape {
                Shape::List(item) => TABLE.shape(item),
                shape => shape,
            };
            match shape {
                Shape::Type(of) => of,
                shape => panic!("{name} is {shape:?}"),
            }
        })
    }

    #[test]
    fn a_slip_of_the_hand_is_understood() {
        let container = of("v1", "Pod", &["spec", "containers"]);
        let context = of("v1", "Pod", &["spec", "containers", "securityContext"]);
        for (of, written, meant) in [
            (container, "securityContex", "securityContext"),
            (container, "imagepullpolicy", "imagePullPolicy"),
            (container, "port", "ports"),
            (container, "commnad", "command"),
            (context, "runAsNonroot", "runAsNonRoot"),
            (context, "privilaged", "privileged"),
            (context, "readonlyrootfilesystem", "readOnlyRootFilesystem"),
        ] {
            assert_eq!(
                suggest(of, written, 36),
                Suggestion::Name(meant, true),
                "{written}"
            );
        }
        assert_eq!(suggest(container, "envious", 36), Suggestion::Nothing);
        let endless = "a".repeat(10_000);
        assert_eq!(suggest(container, &endless, 36), Suggestion::Nothing);
    }

    #[test]
    fn a_field_in_the_wrong_place_is_led_home() {
        let container = of("v1", "Pod", &["spec", "containers"]);
        let home = Suggestion::Within("securityContext");
        assert_eq!(suggest(container, "runAsNonRoot", 36), home);
        let deployment = of("apps/v1", "Deployment", &[]);
        assert_eq!(
            suggest(deployment, "replicas", 36),
            Suggestion::Within("spec")
        );
    }

    #[test]
    fn a_field_of_another_release_is_dated() {
        let container = of("v1", "Pod", &["spec", "containers"]);
        assert_eq!(
            suggest(container, "resizePolicy", 26),
            Suggestion::Since(27)
        );
        let claims = of("v1", "Pod", &["spec"]);
        assert_eq!(suggest(claims, "workloadRef", 36), Suggestion::Until(35));
    }

    #[test]
    fn names_that_guard_are_sorted_and_are_fields() {
        assert!(SECURITY_FIELDS.is_sorted());
        assert!(is_security_field("privileged") && !is_security_field("replicas"));
    }
}
