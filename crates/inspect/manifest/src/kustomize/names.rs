//! Namespace, prefix and suffix of all objects.

use super::budget::Budget;
use super::field_spec::{Config, FieldSpec, Missing, visit};
use super::node::Node;
use super::problem::{Fault, Outcome};
use super::resource::{Gvk, Id, Resource};

/// Which side of a name something is added to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Prefix,
    Suffix,
}

/// Kinds whose names are left alone: they follow from other fields, or have a field of their own.
const KEPT: [(&str, &str); 3] = [
    ("", "CustomResourceDefinition"),
    ("apiregistration.k8s.io", "APIService"),
    ("", "Namespace"),
];

/// Puts every object into a namespace. `value` is where that is said.
pub(super) fn set_namespace(
    resources: &mut [Resource],
    value: &Node,
    config: &Config,
    budget: &mut Budget,
) -> Outcome<()> {
    let Some(namespace) = value.text().filter(|text| !text.is_empty()) else {
        return Ok(());
    };
    let new = value.with_text(namespace);
    let anywhere = FieldSpec {
        gvk: Gvk::default(),
        path: "metadata/namespace".to_owned(),
        creates: true,
    };
    for resource in resources
        .iter_mut()
        .filter(|resource| !resource.is_rendered)
    {
        budget.steps(namespace.len() as u64)?;
        resource.remember();
        let mut set = |field: &mut Node, _: &mut Budget| set_scalar(field, &new);
        if !resource.gvk().is_in_cluster() {
            visit(
                &mut resource.node,
                &anywhere,
                Missing::Scalar,
                budget,
                &mut set,
            )?;
        }
        let is_core = resource.node.text_of("apiVersion") == "v1";
        let is_binding = is_binding(resource);
        if is_binding {
            set_default_subjects(&mut resource.node, &new, budget)?;
        }
        for spec in &config.namespace {
            let is_elsewhere = spec.path == "metadata/namespace"
                || (spec.path == "metadata/name" && !is_core)
                || (is_binding
                    && spec.path == "subjects/namespace"
                    && is_binding_kind(&spec.gvk.kind));
            if !is_elsewhere {
                visit(&mut resource.node, spec, Missing::Scalar, budget, &mut set)?;
            }
        }
    }
    unique(resources)
}

fn is_binding(resource: &Resource) -> bool {
    is_binding_kind(resource.node.text_of("kind"))
}

fn is_binding_kind(kind: &str) -> bool {
    matches!(kind, "RoleBinding" | "ClusterRoleBinding")
}

/// The account `default` of a binding is that of the new namespace.
fn set_default_subjects(node: &mut Node, namespace: &Node, budget: &mut Budget) -> Outcome<()> {
    let Some(subjects) = node.get_mut("subjects") else {
        return Ok(());
    };
    let super::node::Content::Sequence(items) = &mut subjects.content else {
        return Ok(());
    };
    for subject in items {
        budget.steps(1)?;
        if subject.text_of("name") == "default" {
            subject.set("namespace", namespace.clone());
        }
    }
    Ok(())
}

/// Sets a scalar; a mapping or a list there is refused.
pub(super) fn set_scalar(field: &mut Node, value: &Node) -> Outcome<()> {
    if !field.is_scalar() {
        return Err(Fault::refused(
            "a mapping or a list stands where a scalar should be",
        ));
    }
    *field = value.clone();
    Ok(())
}

/// Refuses two objects of one name.
pub(super) fn unique(resources: &[Resource]) -> Outcome<()> {
    let mut seen = std::collections::BTreeSet::new();
    for resource in resources {
        let id = resource.id();
        let title = id.title();
        if !seen.insert(id) {
            return Err(Fault::refused(format!("there are two objects {title}")));
        }
    }
    Ok(())
}

/// Adds a prefix or a suffix to every name. The place of a name stays where it is written.
pub(super) fn add_to_names(
    resources: &mut [Resource],
    side: Side,
    text: &str,
    specs: &[FieldSpec],
    budget: &mut Budget,
) -> Outcome<()> {
    if text.is_empty() {
        return Ok(());
    }
    for resource in resources {
        let id = resource.original_id();
        if is_kept(&id) {
            continue;
        }
        for spec in specs.iter().filter(|spec| id.gvk.is_selected(&spec.gvk)) {
            if spec.path == "metadata/name" {
                match side {
                    Side::Prefix => resource.prefixes.push(text.to_owned()),
                    Side::Suffix => resource.suffixes.push(text.to_owned()),
                }
                resource.remember();
            }
            budget.steps(text.len() as u64)?;
            let mut set = |field: &mut Node, _: &mut Budget| {
                let old = field.key_text();
                let name = match side {
                    Side::Prefix => format!("{text}{old}"),
                    Side::Suffix => format!("{old}{text}"),
                };
                let name = field.with_text(name);
                set_scalar(field, &name)
            };
            visit(&mut resource.node, spec, Missing::Scalar, budget, &mut set)?;
        }
    }
    Ok(())
}

fn is_kept(id: &Id) -> bool {
    KEPT.iter()
        .any(|(group, kind)| (group.is_empty() || *group == id.gvk.group) && *kind == id.gvk.kind)
}
