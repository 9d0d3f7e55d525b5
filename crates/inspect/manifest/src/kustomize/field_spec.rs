//! Which fields a transformer changes, and the walk to them.

use std::sync::{Arc, LazyLock};

use super::budget::Budget;
use super::node::{Content, Node};
use super::problem::{Fault, Outcome};
use super::resource::Gvk;

const BUILT_IN: &str = include_str!("data/field_specs.txt");
/// LIMIT: steps of a path. The longest of the built-in ones has nine.
pub const FIELD_PATH_STEPS_MAX: usize = 64;

static DEFAULT: LazyLock<Arc<Config>> = LazyLock::new(|| Arc::new(Config::built_in()));

/// A field of some kinds of objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FieldSpec {
    pub(super) gvk: Gvk,
    pub(super) path: String,
    pub(super) creates: bool,
}

/// Fields that hold the names of objects of a kind.
#[derive(Clone, Debug)]
pub(super) struct NameReference {
    pub(super) target: Gvk,
    pub(super) referrers: Vec<FieldSpec>,
}

/// The fields of all transformers.
#[derive(Clone, Debug, Default)]
pub(super) struct Config {
    pub(super) name_prefix: Vec<FieldSpec>,
    pub(super) name_suffix: Vec<FieldSpec>,
    pub(super) namespace: Vec<FieldSpec>,
    pub(super) labels: Vec<FieldSpec>,
    pub(super) common_labels: Vec<FieldSpec>,
    pub(super) template_labels: Vec<FieldSpec>,
    pub(super) common_annotations: Vec<FieldSpec>,
    pub(super) images: Vec<FieldSpec>,
    pub(super) replicas: Vec<FieldSpec>,
    pub(super) variables: Vec<FieldSpec>,
    pub(super) names: Vec<NameReference>,
}

impl Config {
    /// What holds where nothing else is said.
    pub(super) fn default_config() -> Arc<Config> {
        Arc::clone(&DEFAULT)
    }

    fn list_mut(&mut self, name: &str) -> Option<&mut Vec<FieldSpec>> {
        Some(match name {
            "namePrefix" => &mut self.name_prefix,
            "nameSuffix" => &mut self.name_suffix,
            "namespace" => &mut self.namespace,
            "labels" => &mut self.labels,
            "commonLabels" => &mut self.common_labels,
            "templateLabels" => &mut self.template_labels,
            "commonAnnotations" => &mut self.common_annotations,
            "images" => &mut self.images,
            "replicas" => &mut self.replicas,
            "varReference" => &mut self.variables,
            _ => return None,
        })
    }

    fn built_in() -> Self {
        let mut config = Config::default();
        let mut section = "";
        for line in BUILT_IN.lines() {
            if let Some(head) = line.strip_prefix('[') {
                section = head.trim_end_matches(']');
                if let Some(target) = section.strip_prefix("nameReference ") {
                    config.names.push(NameReference {
                        target: words_gvk(target),
                        referrers: Vec::new(),
                    });
                }
                continue;
            }
            let Some((path, rest)) = fields_of(line) else {
                continue;
            };
            let specs = specs_of(path, rest);
            if section.starts_with("nameReference") {
                let reference = config.names.last_mut();
                reference
                    .into_iter()
                    .for_each(|names| names.referrers.extend(specs.clone()));
            } else if let Some(list) = config.list_mut(section) {
                list.extend(specs);
            }
        }
        config
    }

    /// Adds what a file of `configurations` says.
    pub(super) fn read(&mut self, file: &Node) -> Outcome<()> {
        for (key, value) in file.entries() {
            let name = key.key_text();
            if name == "nameReference" {
                for item in value.items() {
                    self.add_reference(item)?;
                }
                continue;
            }
            let specs = specs_in(value)?;
            let Some(list) = self.list_mut(name) else {
                return Err(Fault::refused(format!("there is no transformer `{name}`")));
            };
            merge_specs(list, &specs);
        }
        Ok(())
    }

    fn add_reference(&mut self, item: &Node) -> Outcome<()> {
        let target = node_gvk(item);
        let held = item.get("fieldSpecs");
        let specs = held.map(specs_in).transpose()?.unwrap_or_default();
        match self.names.iter_mut().find(|names| names.target == target) {
            Some(known) => merge_specs(&mut known.referrers, &specs),
            None => self.names.push(NameReference {
                target,
                referrers: specs,
            }),
        }
        Ok(())
    }

    /// Adds what a base has of its own.
    pub(super) fn join(&mut self, other: &Config) {
        merge_specs(&mut self.name_prefix, &other.name_prefix);
        merge_specs(&mut self.name_suffix, &other.name_suffix);
        merge_specs(&mut self.namespace, &other.namespace);
        merge_specs(&mut self.labels, &other.labels);
        merge_specs(&mut self.common_labels, &other.common_labels);
        merge_specs(&mut self.template_labels, &other.template_labels);
        merge_specs(&mut self.common_annotations, &other.common_annotations);
        merge_specs(&mut self.images, &other.images);
        merge_specs(&mut self.replicas, &other.replicas);
        merge_specs(&mut self.variables, &other.variables);
        for names in &other.names {
            match self
                .names
                .iter_mut()
                .find(|known| known.target == names.target)
            {
                Some(known) => merge_specs(&mut known.referrers, &names.referrers),
                None => self.names.push(names.clone()),
            }
        }
    }
}

/// Adds fields that are not there yet.
pub(super) fn merge_specs(list: &mut Vec<FieldSpec>, more: &[FieldSpec]) {
    for spec in more {
        let is_known =
            |known: &FieldSpec| known.path == spec.path && known.gvk.is_selected(&spec.gvk);
        if !list.iter().any(is_known) {
            list.push(spec.clone());
        }
    }
}

fn fields_of(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    Some(line.split_once(' ').unwrap_or((line, "")))
}

fn words_gvk(words: &str) -> Gvk {
    let mut gvk = Gvk::default();
    for word in words.split(' ') {
        match word.split_once('=') {
            Some(("kind", kind)) => kind.clone_into(&mut gvk.kind),
            Some(("group", group)) => group.clone_into(&mut gvk.group),
            Some(("version", version)) => version.clone_into(&mut gvk.version),
            _ => {}
        }
    }
    gvk
}

fn specs_of(path: &str, words: &str) -> Vec<FieldSpec> {
    let mut listed = words.split(' ');
    if let Some(kinds) = listed.find_map(|word| word.strip_prefix("in=")) {
        return pods_of(kinds)
            .iter()
            .map(|(group, version, kind, pod)| FieldSpec {
                gvk: Gvk {
                    group: (*group).to_owned(),
                    version: (*version).to_owned(),
                    kind: (*kind).to_owned(),
                },
                path: format!("{pod}/{path}"),
                creates: false,
            })
            .collect();
    }
    vec![FieldSpec {
        gvk: words_gvk(words),
        path: path.to_owned(),
        creates: words.split(' ').any(|word| word == "create"),
    }]
}

type PodKind = (&'static str, &'static str, &'static str, &'static str);

/// Kinds with a pod, and where its spec is.
fn pods_of(kinds: &str) -> &'static [PodKind] {
    const TEMPLATE: &str = "spec/template/spec";
    const JOB: &str = "spec/jobTemplate/spec/template/spec";
    match kinds {
        "templates" => &[
            ("", "v1", "Pod", "spec"),
            ("", "", "PodTemplate", "template/spec"),
            ("", "", "Deployment", TEMPLATE),
            ("", "", "ReplicaSet", TEMPLATE),
            ("", "", "DaemonSet", TEMPLATE),
            ("", "", "StatefulSet", TEMPLATE),
            ("", "", "Job", TEMPLATE),
            ("", "", "CronJob", JOB),
        ],
        "controllers" => &[
            ("", "", "Pod", "spec"),
            ("", "", "StatefulSet", TEMPLATE),
            ("", "", "Deployment", TEMPLATE),
            ("", "", "ReplicationController", TEMPLATE),
            ("", "", "CronJob", JOB),
            ("", "", "Job", TEMPLATE),
            ("", "", "DaemonSet", TEMPLATE),
        ],
        "variables" => &[
            ("", "", "CronJob", JOB),
            ("", "", "DaemonSet", TEMPLATE),
            ("", "", "Deployment", TEMPLATE),
            ("", "", "Job", TEMPLATE),
            ("", "", "Pod", "spec"),
            ("", "", "ReplicaSet", TEMPLATE),
            ("", "", "StatefulSet", TEMPLATE),
        ],
        "spread" => &[
            ("apps", "", "Deployment", TEMPLATE),
            ("apps", "", "StatefulSet", TEMPLATE),
        ],
        _ => &[],
    }
}

fn node_gvk(node: &Node) -> Gvk {
    Gvk {
        group: node.text_of("group").to_owned(),
        version: node.text_of("version").to_owned(),
        kind: node.text_of("kind").to_owned(),
    }
}

/// The fields that a list in a file names.
pub(super) fn specs_in(list: &Node) -> Outcome<Vec<FieldSpec>> {
    let mut specs = Vec::new();
    for item in list.items() {
        let path = item.text_of("path");
        if path.split('/').count() > FIELD_PATH_STEPS_MAX {
            let text = format!("a path of fields has more than {FIELD_PATH_STEPS_MAX} steps");
            return Err(Fault::refused(text));
        }
        specs.push(FieldSpec {
            gvk: node_gvk(item),
            path: path.to_owned(),
            creates: item.text_of("create") == "true",
        });
    }
    Ok(specs)
}

/// A path of fields, with `\/` for a slash in a name.
pub(super) fn split_path(path: &str, delimiter: char) -> Vec<String> {
    let mut parts: Vec<&str> = path.split(delimiter).collect();
    if parts.len() > 1 && parts.first() == Some(&"") {
        parts.remove(0);
    }
    let mut joined: Vec<String> = Vec::new();
    for part in parts {
        match joined.last_mut() {
            Some(last) if last.ends_with('\\') => {
                last.pop();
                last.push(delimiter);
                last.push_str(part);
            }
            _ => joined.push(part.to_owned()),
        }
    }
    joined
}

/// What is made where a field is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// Nothing.
    Skip,
    Scalar,
    Mapping,
}

impl Missing {
    fn node(self, place: &Node) -> Option<Node> {
        match self {
            Missing::Skip => None,
            Missing::Scalar => Some(place.with_text("")),
            Missing::Mapping => Some(place.with(Content::Mapping(Vec::new()))),
        }
    }
}

/// Calls `set` with every field of an object that a spec names.
pub(super) fn visit(
    object: &mut Node,
    spec: &FieldSpec,
    missing: Missing,
    budget: &mut Budget,
    set: &mut dyn FnMut(&mut Node, &mut Budget) -> Outcome<()>,
) -> Outcome<()> {
    budget.steps(1)?;
    let gvk = Gvk::new(object.text_of("apiVersion"), object.text_of("kind"));
    if !gvk.is_selected(&spec.gvk) {
        return Ok(());
    }
    let path = split_path(&spec.path, '/');
    let missing = if spec.creates { missing } else { Missing::Skip };
    walk(object, &path, missing, budget, set)
        .map_err(|fault| Fault::new(fault.kind, format!("field `{}`: {}", spec.path, fault.text)))
}

fn walk(
    node: &mut Node,
    path: &[String],
    missing: Missing,
    budget: &mut Budget,
    set: &mut dyn FnMut(&mut Node, &mut Budget) -> Outcome<()>,
) -> Outcome<()> {
    budget.steps(1)?;
    let Some((step, rest)) = path.split_first() else {
        return set(node, budget);
    };
    if node.is_null() {
        return Ok(());
    }
    if let Content::Sequence(items) = &mut node.content {
        let mut items = items.iter_mut();
        return items.try_for_each(|item| walk(item, path, missing, budget, set));
    }
    if !matches!(node.content, Content::Mapping(_)) {
        return Err(Fault::refused(
            "a scalar stands where a mapping or a list should be",
        ));
    }
    let name = step.strip_suffix("[]").unwrap_or(step);
    if name.is_empty() {
        return Err(Fault::refused("a field without a name"));
    }
    // A step that is marked as a list is never made.
    let makes = match missing {
        _ if name != step => Missing::Skip,
        Missing::Skip => Missing::Skip,
        last if rest.is_empty() => last,
        _ => Missing::Mapping,
    };
    if node.get(name).is_none_or(Node::is_null)
        && let Some(made) = makes.node(node)
    {
        budget.values(1)?;
        node.set(name, made);
    }
    match node.get_mut(name) {
        Some(field) => walk(field, rest, missing, budget, set),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_built_in_fields_belongs_to_a_transformer() {
        let mut config = Config::built_in();
        for name in [
            "namePrefix",
            "nameSuffix",
            "namespace",
            "commonLabels",
            "templateLabels",
            "commonAnnotations",
            "images",
            "replicas",
            "varReference",
        ] {
            assert!(!config.list_mut(name).unwrap().is_empty(), "{name}");
        }
        let heads = BUILT_IN.lines().filter_map(|line| line.strip_prefix('['));
        for head in heads {
            let name = head.trim_end_matches(']').split(' ').next().unwrap();
            assert!(
                name == "nameReference" || config.list_mut(name).is_some(),
                "{name}"
            );
        }
        let secrets = config
            .names
            .iter()
            .find(|names| names.target.kind == "Secret")
            .unwrap();
        let paths: Vec<&str> = secrets
            .referrers
            .iter()
            .map(|spec| spec.path.as_str())
            .collect();
        assert!(paths.contains(&"spec/jobTemplate/spec/template/spec/volumes/secret/secretName"));
        assert!(!config.names.iter().any(|names| names.referrers.is_empty()));
    }

    #[test]
    fn a_slash_in_a_name_is_written_with_a_backslash() {
        let path = "metadata/annotations/a.io\\/b";
        assert_eq!(split_path(path, '/'), ["metadata", "annotations", "a.io/b"]);
        assert_eq!(split_path("/a/b", '/'), ["a", "b"]);
    }
}
