//! Objects of Kubernetes in the documents of a file.
//!
//! Lists are taken apart, and so are the objects of an OpenShift template. Known kinds have their
//! pod template where their definition says; in any other kind, what is shaped like a pod
//! specification is one.

mod find;

use std::sync::Arc;

use seaworthy_facts::manifest::kubernetes::{Object, Objects, PodAt, Resource};
use seaworthy_facts::manifest::{NodeId, Tree, Value};

pub use find::POD_TEMPLATES_MAX;

/// LIMIT: lists within lists. One list is the rule; what `kubectl` writes is never deeper.
const LISTS_MAX: usize = 4;

/// The objects of all documents of a file, in order.
#[must_use]
pub fn objects(tree: &Arc<Tree>) -> Objects {
    let mut found = Objects::default();
    for root in tree.roots() {
        take(tree, root, None, 0, &mut found);
    }
    found
}

/// Whether a document looks like an object: it has `apiVersion` and `kind`.
#[must_use]
pub fn is_object(value: Value<'_>) -> bool {
    let is_text = |key| {
        value
            .get(key)
            .and_then(Value::as_str)
            .is_some_and(|text| !text.is_empty())
    };
    is_text("apiVersion") && is_text("kind")
}

fn take(tree: &Arc<Tree>, value: Value<'_>, item: Option<&str>, depth: usize, found: &mut Objects) {
    if !is_object(value) {
        found.others += 1;
        return;
    }
    if depth < LISTS_MAX
        && let Some((key, list)) = listed(value)
    {
        for (index, inner) in list.items().enumerate() {
            let outer = item.map_or(String::new(), |outer| format!("{outer}."));
            let path = format!("{outer}{key}[{index}]");
            take(tree, inner, Some(&path), depth + 1, found);
        }
        return;
    }
    let text = |key| value.get(key).and_then(Value::text).unwrap_or_default();
    let (api_version, kind) = (text("apiVersion"), text("kind"));
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    let resource = Resource::find(group, kind);
    let pod = resource.map_or(PodAt::Anywhere, |known| known.pod);
    let mut pods = find::pods(value, pod, group);
    if pods.len() > POD_TEMPLATES_MAX {
        pods.truncate(POD_TEMPLATES_MAX);
        found.cut_off.push(found.objects.len());
    }
    if resource.is_none() && pods.is_empty() {
        let key = (api_version.to_owned(), kind.to_owned());
        *found.unknown.entry(key).or_default() += 1;
    }
    let object = Object::new(Arc::clone(tree), root_of(value), resource, pods);
    found.objects.push(match item {
        Some(path) => object.in_list(path.to_owned()),
        None => object,
    });
}

/// An item that is an alias stands where its anchor does: that is what a person edits.
fn root_of(value: Value<'_>) -> NodeId {
    value.target()
}

/// The objects inside of an object: `items` of a kind that ends in `List`, `objects` of a template
/// of OpenShift.
fn listed(value: Value<'_>) -> Option<(&'static str, Value<'_>)> {
    let kind = value.get("kind")?.as_str()?;
    let api_version = value.get("apiVersion")?.as_str()?;
    let is_template = kind == "Template"
        && (api_version == "v1" || api_version.starts_with("template.openshift.io/"));
    let key = if is_template {
        "objects"
    } else if kind.ends_with("List") {
        "items"
    } else {
        return None;
    };
    let list = value.get(key)?;
    list.is_sequence().then_some((key, list))
}

#[cfg(test)]
mod tests {
    use seaworthy_facts::manifest::Dialect;
    use seaworthy_facts::manifest::kubernetes::{Category, ContainerRole, PodShape, PodTemplate};

    use super::*;
    use crate::yaml;

    fn read(text: &str) -> Objects {
        let tree = yaml::read_text("a.yaml", text, Dialect::Kubernetes);
        assert!(tree.problems().is_empty(), "{:?}", tree.problems());
        objects(&Arc::new(tree))
    }

    /// Each container with its path, its name and its role.
    fn containers(found: &Objects) -> Vec<(String, String, ContainerRole)> {
        let pods = found.objects.iter().flat_map(Object::pods);
        pods.flat_map(|pod| pod.containers().collect::<Vec<_>>())
            .map(|c| (c.path(), c.name().to_owned(), c.role))
            .collect()
    }

    #[test]
    fn every_workload_has_its_pod_template_where_its_kind_says() {
        let template = "spec.template.spec";
        for (kind, api_version, path) in [
            ("Pod", "v1", "spec"),
            ("PodTemplate", "v1", "template.spec"),
            ("ReplicationController", "v1", template),
            ("Deployment", "apps/v1", template),
            ("StatefulSet", "apps/v1", template),
            ("DaemonSet", "apps/v1beta2", template),
            ("ReplicaSet", "extensions/v1beta1", template),
            ("Job", "batch/v1", template),
            (
                "CronJob",
                "batch/v1beta1",
                "spec.jobTemplate.spec.template.spec",
            ),
            ("Rollout", "argoproj.io/v1alpha1", template),
            ("Service", "serving.knative.dev/v1", template),
            ("Revision", "serving.knative.dev/v1", "spec"),
            ("DeploymentConfig", "apps.openshift.io/v1", template),
            // Kinds that nobody told us of.
            ("CloneSet", "apps.kruise.io/v1alpha1", template),
            ("Thing", "example.com/v1", "spec.podSpec"),
        ] {
            let mut body = "{containers: [{name: c, image: i}]}".to_owned();
            for key in path.rsplit('.') {
                body = format!("{{{key}: {body}}}");
            }
            let body = body
                .strip_prefix('{')
                .and_then(|body| body.strip_suffix('}'));
            let body = body.unwrap_or_default();
            let head = format!("apiVersion: {api_version}\nkind: {kind}");
            let text = format!("{head}\nmetadata: {{name: n}}\n{body}\n");
            let found = read(&text);
            let expected = (
                format!("{path}.containers[0]"),
                "c".to_owned(),
                ContainerRole::Main,
            );
            assert_eq!(containers(&found), [expected], "{kind}");
            let object = found.objects.first().unwrap();
            assert_eq!(object.category(), Category::Workload, "{kind}");
            assert_eq!(object.title(), format!("{kind}/n"));
            assert!(found.unknown.is_empty());
        }
    }

    #[test]
    fn containers_have_their_roles() {
        let found = read(
            "apiVersion: v1\nkind: Pod\nspec:\n  containers: [{name: a}]\n  initContainers:\n  \
             - {name: b}\n  - {name: c, restartPolicy: Always}\n  ephemeralContainers: [{name: \
              d}]\n",
        );
        let roles: Vec<_> = containers(&found)
            .into_iter()
            .map(|(_, n, r)| (n, r))
            .collect();
        let expected = [
            ("b", ContainerRole::Init),
            ("c", ContainerRole::Sidecar),
            ("a", ContainerRole::Main),
            ("d", ContainerRole::Ephemeral),
        ];
        assert_eq!(roles, expected.map(|(name, role)| (name.to_owned(), role)));
    }

    #[test]
    fn objects_of_lists_and_templates_stand_by_themselves() {
        let found = read(
            "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret}\n- apiVersion: \
             v1\n  \
             kind: List\n  items: [{apiVersion: v1, kind: Pod}]\n- 3\n---\napiVersion: \
             template.openshift.io/v1\nkind: Template\nobjects:\n- {apiVersion: v1, kind: \
              Service}\n\
             ---\na: 1\n",
        );
        let kinds: Vec<_> = found
            .objects
            .iter()
            .map(|o| (o.kind(), o.list_path()))
            .collect();
        assert_eq!(
            kinds,
            [
                ("Secret", Some("items[0]")),
                ("Pod", Some("items[1].items[0]")),
                ("Service", Some("objects[0]")),
            ]
        );
        assert_eq!(found.others, 2);
        let lines: Vec<_> = found.objects.iter().map(|o| o.place().line).collect();
        assert_eq!(lines, [4, 7, 13]);
    }

    #[test]
    fn unknown_kinds_are_counted() {
        let one = "---\napiVersion: example.com/v1\nkind: Thing\nspec: {containers: 3}\n";
        let found = read(&one.repeat(2));
        let key = ("example.com/v1".to_owned(), "Thing".to_owned());
        assert_eq!(found.unknown.get(&key), Some(&2));
        assert_eq!(found.objects.len(), 2);
        assert_eq!(
            found.objects.first().map(Object::category),
            Some(Category::Other)
        );
    }

    #[test]
    fn tasks_workflows_and_machines_are_found_by_their_shape() {
        let found = read(
            "apiVersion: tekton.dev/v1\nkind: Pipeline\nspec:\n  tasks:\n  - taskSpec:\n      \
             steps:\n      \
             - {name: s, image: i}\n---\napiVersion: argoproj.io/v1alpha1\nkind: Workflow\n\
              spec:\n  \
             templates:\n  - container: {name: w, image: i}\n    sidecars: [{name: x, image: \
              i}]\n---\n\
             apiVersion: kubevirt.io/v1\nkind: VirtualMachine\nspec:\n  template:\n    \
              spec:\n      \
             domain: {devices: {}}\n      volumes: []\n",
        );
        let shapes: Vec<_> = found
            .objects
            .iter()
            .flat_map(Object::pods)
            .map(PodTemplate::shape)
            .collect();
        assert_eq!(
            shapes,
            [PodShape::Task, PodShape::Workflow, PodShape::VirtualMachine]
        );
        let paths: Vec<_> = containers(&found)
            .into_iter()
            .map(|(path, ..)| path)
            .collect();
        assert_eq!(
            paths,
            [
                "spec.tasks[0].taskSpec.steps[0]",
                "spec.templates[0].container",
                "spec.templates[0].sidecars[0]",
            ]
        );
    }

    #[test]
    fn several_templates_in_one_object_are_all_found() {
        let found = read(
            "apiVersion: batch.volcano.sh/v1alpha1\nkind: Job\nspec:\n  tasks:\n  - \
             template:\n      \
             metadata: {annotations: {a: b}}\n      spec: {containers: [{image: i}]}\n  - \
              template:\n      \
             spec: {containers: [{image: j}]}\n",
        );
        let pods: Vec<_> = found.objects.iter().flat_map(Object::pods).collect();
        let paths: Vec<_> = pods.iter().map(|pod| pod.path()).collect();
        assert_eq!(
            paths,
            ["spec.tasks[0].template.spec", "spec.tasks[1].template.spec"]
        );
        let annotation = pods.first().unwrap().annotation("a");
        assert_eq!(annotation.and_then(Value::as_str), Some("b"));
    }

    #[test]
    fn pod_templates_of_an_object_are_bounded() {
        let many = "  - {containers: [{image: i}]}\n".repeat(POD_TEMPLATES_MAX + 10);
        let found = read(&format!("apiVersion: a/v1\nkind: B\nspec:\n{many}"));
        let object = found.objects.first().unwrap();
        assert_eq!(object.pod_sites().len(), POD_TEMPLATES_MAX);
        assert!(
            found.cut_off.contains(&0),
            "a limit that is reached is told"
        );
    }

    #[test]
    fn objects_of_wrong_types_are_no_trouble() {
        for text in [
            "apiVersion: v1\nkind: Pod\nspec: 3\n",
            "apiVersion: v1\nkind: Pod\nspec: {containers: {a: b}, initContainers: [1, [2]]}\n",
            "apiVersion: v1\nkind: List\nitems: 3\n",
            "apiVersion: 1\nkind: Pod\n",
            "apiVersion: v1\nkind: Pod\nmetadata: [a]\nspec: null\n",
            "apiVersion: apps/v1\nkind: Deployment\nspec: {template: []}\n",
        ] {
            let found = read(text);
            for object in &found.objects {
                let _ = (object.title(), object.namespace(), object.label("a"));
                assert!(containers(&found).is_empty(), "{text}");
            }
            assert_eq!(found.objects.len() + found.others as usize, 1, "{text}");
        }
    }
}
