//! What an API server would be asked about an object: its creation.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use seaworthy_facts::manifest::kubernetes::{
    NAMESPACE_DEFAULT, Object, PodAt, PodShape, PodTemplate,
};
use seaworthy_facts::manifest::{Kind, Value as Written};
use serde_json::{Value as Json, json};

use super::selector::Labels;
use super::{User, World, defaults, json};
use crate::value::Value;

/// What stands for the moment of creation and the identity that an API server gives; nobody knows
/// either before.
const CREATED: &str = "2000-01-01T00:00:00Z";
const UID: &str = "00000000-0000-0000-0000-000000000000";

/// The creation of one object.
#[derive(Debug)]
pub(super) struct Request<'o> {
    pub(super) group: String,
    pub(super) version: String,
    pub(super) kind: String,
    pub(super) plural: String,
    /// The namespace; nothing for an object without one.
    pub(super) namespace: Option<String>,
    pub(super) name: String,
    pub(super) labels: Labels,
    pub(super) namespace_labels: Option<Labels>,
    content: Content<'o>,
    made: OnceCell<Result<Value, String>>,
}

#[derive(Clone, Copy, Debug)]
enum Content<'o> {
    Whole(&'o Object),
    /// A pod that the object makes.
    Pod(PodTemplate<'o>),
}

impl<'o> Request<'o> {
    /// The creation of an object; nothing for what an API server never asks policies about.
    pub(super) fn of_object(object: &'o Object, world: &World<'_>) -> Option<Self> {
        let (group, kind) = (object.group(), object.kind());
        if is_exempt(group, kind) {
            return None;
        }
        let resource = object.resource();
        let plural = match resource {
            // A file of configuration with the shape of an object.
            Some(resource) if resource.plural.is_empty() => return None,
            Some(resource) => resource.plural.to_owned(),
            None => plural_of(kind),
        };
        let is_namespaced = resource.is_none_or(|resource| resource.namespaced);
        let namespace = is_namespaced.then(|| object.namespace().unwrap_or(NAMESPACE_DEFAULT));
        let labels = labels_of(object.at("metadata.labels"));
        let namespace_labels = match (namespace, kind) {
            (Some(name), _) => Some(world.namespace_labels(name)),
            // The labels of a namespace are its own.
            (None, "Namespace") if group.is_empty() => Some(named(labels.clone(), object.name())),
            _ => None,
        };
        Some(Request {
            group: group.to_owned(),
            version: object.version().to_owned(),
            kind: kind.to_owned(),
            plural,
            namespace: namespace.map(str::to_owned),
            name: object.name().to_owned(),
            labels,
            namespace_labels,
            content: Content::Whole(object),
            made: OnceCell::new(),
        })
    }

    /// The creation of a pod by the object that has the template.
    pub(super) fn of_pod(pod: PodTemplate<'o>, world: &World<'_>) -> Option<Self> {
        let object = pod.object();
        let known = object.resource()?;
        let is_template = matches!(known.pod, PodAt::Template(_));
        if pod.shape() != PodShape::Pod || !is_template {
            return None;
        }
        let namespace = object.namespace().unwrap_or(NAMESPACE_DEFAULT);
        Some(Request {
            group: String::new(),
            version: "v1".to_owned(),
            kind: "Pod".to_owned(),
            plural: "pods".to_owned(),
            namespace: Some(namespace.to_owned()),
            name: String::new(),
            labels: labels_of(pod.labels()),
            namespace_labels: Some(world.namespace_labels(namespace)),
            content: Content::Pod(pod),
            made: OnceCell::new(),
        })
    }

    /// Other groups that serve the same kind.
    pub(super) fn other_groups(&self) -> &'static [&'static str] {
        match (self.group.as_str(), self.kind.as_str()) {
            ("extensions", "Deployment" | "DaemonSet" | "ReplicaSet") => &["apps"],
            ("apps", "Deployment" | "DaemonSet" | "ReplicaSet") => &["extensions"],
            ("extensions", "Ingress" | "NetworkPolicy") => &["networking.k8s.io"],
            ("networking.k8s.io", "Ingress" | "NetworkPolicy") => &["extensions"],
            ("", "Event") => &["events.k8s.io"],
            ("events.k8s.io", "Event") => &[""],
            _ => &[],
        }
    }

    /// The object as policies see it, with what an API server fills in.
    pub(super) fn object(&self) -> Result<Value, String> {
        let made = self.made.get_or_init(|| {
            let json = match self.content {
                Content::Whole(object) => self.whole(object)?,
                Content::Pod(pod) => self.pod(pod)?,
            };
            Ok(Value::of_json(&json))
        });
        made.clone()
    }

    fn whole(&self, object: &Object) -> Result<Json, String> {
        let mut json = json::of(object.value())?;
        let known = object.resource().map(|resource| resource.pod);
        let template = match known {
            Some(PodAt::Template(path)) => Some(path),
            _ => None,
        };
        defaults::apply(&mut json, &self.group, &self.kind, template);
        self.identify(&mut json);
        Ok(json)
    }

    fn pod(&self, pod: PodTemplate<'_>) -> Result<Json, String> {
        let owner = pod.object();
        let mut json = json!({"apiVersion": "v1", "kind": "Pod"});
        json["metadata"] = pod.metadata().map_or_else(|| Ok(json!({})), json::of)?;
        json["spec"] = json::of(pod.spec())?;
        if let Some(metadata) = json["metadata"].as_object_mut() {
            let prefix = format!("{}-", owner.name());
            metadata.insert("generateName".to_owned(), Json::from(prefix));
            metadata.insert(
                "ownerReferences".to_owned(),
                json!([{
                    "apiVersion": owner.api_version(), "kind": owner.kind(), "name": owner.name(),
                    "uid": UID, "controller": true, "blockOwnerDeletion": true,
                }]),
            );
        }
        defaults::apply(&mut json, "", "Pod", None);
        self.identify(&mut json);
        Ok(json)
    }

    fn identify(&self, json: &mut Json) {
        let Some(map) = json.as_object_mut() else {
            return;
        };
        let metadata = map.entry("metadata").or_insert_with(|| json!({}));
        let Some(metadata) = metadata.as_object_mut() else {
            return;
        };
        if let Some(namespace) = &self.namespace {
            metadata
                .entry("namespace")
                .or_insert_with(|| Json::from(namespace.as_str()));
        }
        metadata.insert("creationTimestamp".to_owned(), Json::from(CREATED));
        metadata.insert("uid".to_owned(), Json::from(UID));
        if let Some(prefix) = metadata.get("generateName").and_then(Json::as_str) {
            // An API server makes up the end of the name.
            let name = format!("{prefix}00000");
            metadata.entry("name").or_insert_with(|| Json::from(name));
        }
    }

    /// The value of `request`.
    pub(super) fn value(&self, user: &User) -> Value {
        let (group, version) = (self.group.as_str(), self.version.as_str());
        let kind = json!({"group": group, "version": version, "kind": self.kind});
        let resource = json!({"group": group, "version": version, "resource": self.plural});
        let mut request = json!({
            "kind": kind, "requestKind": kind,
            "resource": resource, "requestResource": resource,
            "subResource": "", "requestSubResource": "",
            "name": self.name,
            "operation": "CREATE",
            "userInfo": {"username": user.name, "groups": user.groups},
            "dryRun": false,
            "options": {"apiVersion": "meta.k8s.io/v1", "kind": "CreateOptions"},
        });
        request["namespace"] = Json::from(self.namespace.as_deref().unwrap_or_default());
        Value::of_json(&request)
    }

    /// Whether its content is confidential.
    pub(super) fn is_secret(&self) -> bool {
        self.kind == "Secret"
    }
}

/// What no policy is asked about: policies of this kind themselves, so that a wrong one can always
/// be mended, and reviews, which are never kept (Kubernetes documentation, validating admission
/// policy).
fn is_exempt(group: &str, kind: &str) -> bool {
    let is_policy = matches!(
        kind,
        "ValidatingAdmissionPolicy"
            | "ValidatingAdmissionPolicyBinding"
            | "MutatingAdmissionPolicy"
            | "MutatingAdmissionPolicyBinding"
    );
    (group == "admissionregistration.k8s.io" && is_policy)
        || matches!(group, "authentication.k8s.io" | "authorization.k8s.io")
}

/// The usual name of a kind in rules, for kinds that nobody describes here.
fn plural_of(kind: &str) -> String {
    let lower = kind.to_ascii_lowercase();
    if lower.ends_with('s') {
        return format!("{lower}es");
    }
    match lower.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{lower}s"),
    }
}

pub(super) fn labels_of(written: Option<Written<'_>>) -> Labels {
    let entries = written.into_iter().flat_map(Written::entries);
    let pairs = entries.filter(|entry| entry.value.kind() != Kind::Null);
    let pairs =
        pairs.filter_map(|entry| Some((entry.name().into_owned(), entry.value.text()?.to_owned())));
    Labels {
        known: pairs.collect::<BTreeMap<_, _>>(),
        open: None,
    }
}

/// The labels of a namespace, with the one that an API server gives to each.
pub(super) fn named(mut labels: Labels, name: &str) -> Labels {
    let key = "kubernetes.io/metadata.name".to_owned();
    labels.known.insert(key, name.to_owned());
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_that_nobody_describes_have_their_usual_plural() {
        assert_eq!(plural_of("Widget"), "widgets");
        assert_eq!(plural_of("Policy"), "policies");
        assert_eq!(plural_of("Address"), "addresses");
    }
}
