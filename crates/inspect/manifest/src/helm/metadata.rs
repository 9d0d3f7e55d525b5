//! What `Chart.yaml` says, and the map that templates see of it.

use std::rc::Rc;

use super::number::go_float;
use super::value::{Entries, List, Map, Value};

/// The parts of `Chart.yaml` that decide something.
#[derive(Clone, Debug, Default)]
pub(super) struct Metadata {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) api_version: String,
    pub(super) is_library: bool,
    pub(super) dependencies: Vec<Dependency>,
    /// Everything, under the names that templates use.
    fields: Entries,
}

/// A chart that another one wants.
#[derive(Clone, Debug, Default)]
pub(super) struct Dependency {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) repository: String,
    pub(super) alias: String,
    pub(super) condition: String,
    pub(super) tags: Vec<String>,
    pub(super) import_values: Vec<Value>,
    pub(super) enabled: bool,
}

/// The text of a field; a number counts as Helm's reader writes it.
fn text(map: &Map, key: &str) -> String {
    match map.get(key) {
        Some(Value::Str(text)) => text.as_str().to_owned(),
        // The reader goes through single precision.
        #[expect(clippy::cast_possible_truncation, reason = "as Helm's reader does")]
        Some(Value::Float(number)) => go_float(f64::from(number as f32)),
        Some(Value::Bool(yes)) => yes.to_string(),
        _ => String::new(),
    }
}

fn list(map: &Map, key: &str) -> Vec<Value> {
    match map.get(key) {
        Some(Value::List(items)) => items.to_vec(),
        _ => Vec::new(),
    }
}

impl Metadata {
    /// Reads the document; `None` where it is no map or names no chart.
    pub(super) fn read(document: &Value) -> Option<Self> {
        let Value::Map(map) = document else {
            return None;
        };
        let name = text(map, "name");
        if name.is_empty() {
            return None;
        }
        let mut fields = Entries::new();
        let texts = [
            ("APIVersion", "apiVersion"),
            ("AppVersion", "appVersion"),
            ("Condition", "condition"),
            ("Description", "description"),
            ("Home", "home"),
            ("Icon", "icon"),
            ("KubeVersion", "kubeVersion"),
            ("Name", "name"),
            ("Tags", "tags"),
            ("Type", "type"),
            ("Version", "version"),
        ];
        for (field, key) in texts {
            fields.insert(Rc::from(field), Value::str(text(map, key)));
        }
        for (field, key) in [("Keywords", "keywords"), ("Sources", "sources")] {
            fields.insert(Rc::from(field), Value::List(List::new(list(map, key))));
        }
        let deprecated = matches!(map.get("deprecated"), Some(Value::Bool(true)));
        fields.insert(Rc::from("Deprecated"), Value::Bool(deprecated));
        let annotations = match map.get("annotations") {
            Some(annotations @ Value::Map(_)) => annotations,
            _ => Value::Map(Map::new()),
        };
        fields.insert(Rc::from("Annotations"), annotations);
        let maintainers = list(map, "maintainers");
        let maintainers = maintainers.iter().map(maintainer).collect();
        fields.insert(Rc::from("Maintainers"), Value::List(List::new(maintainers)));
        Some(Self {
            name,
            version: text(map, "version"),
            api_version: text(map, "apiVersion"),
            is_library: text(map, "type") == "library",
            dependencies: dependencies(map),
            fields,
        })
    }

    /// `.Chart`.
    pub(super) fn to_map(&self, is_root: bool) -> Value {
        let mut fields = self.fields.clone();
        fields.insert(Rc::from("IsRoot"), Value::Bool(is_root));
        fields.insert(Rc::from("Name"), Value::str(self.name.as_str()));
        let dependencies = self.dependencies.iter().map(Dependency::to_map);
        let dependencies = Value::List(List::new(dependencies.collect()));
        fields.insert(Rc::from("Dependencies"), dependencies);
        Value::Map(Map::from(fields))
    }
}

fn maintainer(value: &Value) -> Value {
    let mut fields = Entries::new();
    if let Value::Map(map) = value {
        for (field, key) in [("Name", "name"), ("Email", "email"), ("URL", "url")] {
            fields.insert(Rc::from(field), Value::str(text(map, key)));
        }
    }
    Value::Map(Map::from(fields))
}

/// The dependencies that a document names: `Chart.yaml`, or `requirements.yaml` of old charts.
pub(super) fn dependencies(map: &Map) -> Vec<Dependency> {
    let items = list(map, "dependencies");
    let maps = items.iter().filter_map(|item| match item {
        Value::Map(map) => Some(map),
        _ => None,
    });
    maps.map(|map| Dependency {
        name: text(map, "name"),
        version: text(map, "version"),
        repository: text(map, "repository"),
        alias: text(map, "alias"),
        condition: text(map, "condition"),
        tags: list(map, "tags")
            .iter()
            .filter_map(|tag| match tag {
                Value::Str(tag) => Some(tag.as_str().to_owned()),
                _ => None,
            })
            .collect(),
        import_values: list(map, "import-values"),
        enabled: true,
    })
    .collect()
}

impl Dependency {
    /// The name under which its values stand.
    pub(super) fn key(&self) -> &str {
        if self.alias.is_empty() {
            &self.name
        } else {
            &self.alias
        }
    }

    fn to_map(&self) -> Value {
        let mut fields = Entries::new();
        let texts = [
            ("Alias", &self.alias),
            ("Condition", &self.condition),
            ("Name", &self.name),
            ("Repository", &self.repository),
            ("Version", &self.version),
        ];
        for (field, text) in texts {
            fields.insert(Rc::from(field), Value::str(text.as_str()));
        }
        fields.insert(Rc::from("Enabled"), Value::Bool(self.enabled));
        fields.insert(
            Rc::from("Tags"),
            Value::texts(self.tags.iter().map(String::as_str)),
        );
        let imports = Value::List(List::new(self.import_values.clone()));
        fields.insert(Rc::from("ImportValues"), imports);
        Value::Map(Map::from(fields))
    }
}
