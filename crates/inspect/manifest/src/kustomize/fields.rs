//! Labels, annotations, replicas and images of all objects.

use super::budget::Budget;
use super::field_spec::{Config, FieldSpec, Missing, merge_specs, specs_in, visit};
use super::names::set_scalar;
use super::node::{Content, Node};
use super::problem::{Fault, Outcome};
use super::resource::{Gvk, Resource};
use super::selector::compile;

/// Sets the pairs of `labels`, each entry in its own fields.
pub(super) fn add_labels(
    resources: &mut [Resource],
    entry: &Node,
    config: &Config,
    budget: &mut Budget,
) -> Outcome<()> {
    let Some(pairs) = entry.get("pairs") else {
        return Ok(());
    };
    let mut specs = entry
        .get("fields")
        .map(specs_in)
        .transpose()?
        .unwrap_or_default();
    merge_specs(&mut specs, &config.labels);
    if entry.text_of("includeSelectors") == "true" {
        merge_specs(&mut specs, &config.common_labels);
    } else {
        if entry.text_of("includeTemplates") == "true" {
            merge_specs(&mut specs, &config.template_labels);
        }
        let own = FieldSpec {
            gvk: Gvk::default(),
            path: "metadata/labels".to_owned(),
            creates: true,
        };
        merge_specs(&mut specs, &[own]);
    }
    add_pairs(resources, pairs, &specs, budget)
}

/// Sets every pair in every field.
pub(super) fn add_pairs(
    resources: &mut [Resource],
    pairs: &Node,
    specs: &[FieldSpec],
    budget: &mut Budget,
) -> Outcome<()> {
    for resource in resources {
        for spec in specs {
            let mut set = |field: &mut Node, budget: &mut Budget| {
                if !matches!(field.content, Content::Mapping(_)) {
                    return Err(Fault::refused("no mapping stands where labels should be"));
                }
                budget.copy(pairs)?;
                for (key, value) in pairs.entries() {
                    field.set(key.key_text(), value.with_text(value.key_text()));
                }
                Ok(())
            };
            visit(&mut resource.node, spec, Missing::Mapping, budget, &mut set)?;
        }
    }
    Ok(())
}

/// Sets the number of pods of one name.
pub(super) fn set_replicas(
    resources: &mut [Resource],
    entry: &Node,
    config: &Config,
    budget: &mut Budget,
) -> Outcome<()> {
    let (name, count) = (entry.text_of("name"), entry.get("count"));
    let place = count.unwrap_or(entry);
    let text = count.and_then(Node::text).unwrap_or("0");
    let value = place.with(Content::Scalar(
        seaworthy_facts::manifest::Kind::Integer,
        text.to_owned(),
    ));
    let mut is_found = false;
    for spec in &config.replicas {
        for resource in resources.iter_mut() {
            budget.steps(1)?;
            let is_meant =
                |id: &super::resource::Id| id.name == name && id.gvk.is_selected(&spec.gvk);
            if !is_meant(&resource.id()) && !resource.former_ids().any(|id| is_meant(&id)) {
                continue;
            }
            is_found = true;
            let mut set = |field: &mut Node, _: &mut Budget| set_scalar(field, &value);
            visit(&mut resource.node, spec, Missing::Scalar, budget, &mut set)?;
        }
    }
    if is_found {
        return Ok(());
    }
    Err(Fault::refused(format!("no object `{name}` has replicas")))
}

/// What an entry of `images` changes.
struct Image<'e> {
    entry: &'e Node,
    pattern: regex::Regex,
}

/// Changes name, tag or digest of images, in the fields of pods and wherever else containers stand.
pub(super) fn set_images(
    resources: &mut [Resource],
    entry: &Node,
    config: &Config,
    budget: &mut Budget,
) -> Outcome<()> {
    let name = entry.text_of("name");
    // The tag may hold what some build tools leave there for later.
    let rest = "(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?";
    let image = Image {
        entry,
        pattern: compile(&format!("^{name}{rest}$"))?,
    };
    let cost = entry.bytes() as u64;
    for resource in resources {
        if resource.node.text_of("kind") == "CustomResourceDefinition" {
            continue;
        }
        budget.steps(cost)?;
        image.change_anywhere(&mut resource.node, budget)?;
        for spec in &config.images {
            let mut set = |field: &mut Node, budget: &mut Budget| {
                budget.steps(cost)?;
                if !field.is_scalar() {
                    return Err(Fault::refused("an image is no text"));
                }
                image.change(field);
                Ok(())
            };
            visit(&mut resource.node, spec, Missing::Skip, budget, &mut set)?;
        }
    }
    Ok(())
}

impl Image<'_> {
    fn change_anywhere(&self, node: &mut Node, budget: &mut Budget) -> Outcome<()> {
        budget.steps(1)?;
        match &mut node.content {
            Content::Sequence(items) => {
                let mut items = items.iter_mut();
                items.try_for_each(|item| self.change_anywhere(item, budget))
            }
            Content::Mapping(entries) => {
                for (key, value) in entries {
                    self.change_anywhere(value, budget)?;
                    if matches!(key.key_text(), "containers" | "initContainers") {
                        self.change_list(value)?;
                    }
                }
                Ok(())
            }
            Content::Scalar(..) => Ok(()),
        }
    }

    fn change_list(&self, list: &mut Node) -> Outcome<()> {
        let Content::Sequence(items) = &mut list.content else {
            return Ok(());
        };
        for item in items {
            if item.is_scalar() && !item.is_null() {
                return Err(Fault::refused("a container is no mapping"));
            }
            if let Some(image) = item.get_mut("image")
                && image.is_scalar()
            {
                self.change(image);
            }
        }
        Ok(())
    }

    /// Changes an image of the name that is asked for. Its place is then where its tag is said.
    fn change(&self, field: &mut Node) {
        let old = field.key_text();
        if !self.pattern.is_match(old) {
            return;
        }
        let said = |key: &str| {
            self.entry
                .get(key)
                .filter(|value| !value.key_text().is_empty())
        };
        let (name, tag, digest) = split(old);
        let (mut name, mut tag, mut digest) = (name.to_owned(), tag.to_owned(), digest.to_owned());
        let mut place = None;
        if let Some(new) = said("newName") {
            new.key_text().clone_into(&mut name);
            place = Some(new);
        }
        match (said("newTag"), said("digest"), said("tagSuffix")) {
            (Some(new), Some(fixed), _) => {
                new.key_text().clone_into(&mut tag);
                fixed.key_text().clone_into(&mut digest);
                place = Some(new);
            }
            (Some(new), None, _) => {
                new.key_text().clone_into(&mut tag);
                digest.clear();
                place = Some(new);
            }
            (None, Some(fixed), _) => {
                tag.clear();
                fixed.key_text().clone_into(&mut digest);
                place = Some(fixed);
            }
            (None, None, Some(suffix)) => {
                tag.push_str(suffix.key_text());
                digest.clear();
                place = Some(suffix);
            }
            (None, None, None) => {}
        }
        if !tag.is_empty() {
            name = format!("{name}:{tag}");
        }
        if !digest.is_empty() {
            name = format!("{name}@{digest}");
        }
        *field = place.unwrap_or(field).with_text(name);
    }
}

/// Name, tag and digest of an image. What stands before the first slash may hold a port.
fn split(image: &str) -> (&str, &str, &str) {
    let slash = image.find('/').unwrap_or(0);
    let rest = image.get(slash..).unwrap_or_default();
    let colon = rest.find(':').map(|at| at + slash);
    let sign = rest.find('@').map(|at| at + slash);
    let part = |from: usize, to: usize| image.get(from..to).unwrap_or_default();
    let end = image.len();
    match (colon, sign) {
        (None, None) => (image, "", ""),
        (Some(colon), Some(sign)) if colon < sign => {
            (part(0, colon), part(colon + 1, sign), part(sign + 1, end))
        }
        (_, Some(sign)) => (part(0, sign), "", part(sign + 1, end)),
        (Some(colon), None) => (part(0, colon), part(colon + 1, end), ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_split_into_name_tag_and_digest() {
        assert_eq!(split("nginx"), ("nginx", "", ""));
        assert_eq!(split("nginx:1"), ("nginx", "1", ""));
        assert_eq!(split("a.io:5000/x/y"), ("a.io:5000/x/y", "", ""));
        assert_eq!(
            split("a.io:5000/x:1@sha256:ab"),
            ("a.io:5000/x", "1", "sha256:ab")
        );
        assert_eq!(split("x@sha256:ab"), ("x", "", "sha256:ab"));
    }
}
