//! The image configuration as stored, with the values that may hold secrets under guard.
//!
//! OCI image specification 1.1 (config.md) and Docker image specification 1.2. Field names are
//! matched without case, as Go does for the engines that run the image.

use serde_json::{Map, Value};

use seaworthy_facts::{Healthcheck, History, ImageConfig};
use seaworthy_model::{Digest, Platform, Secret};

/// LIMIT: elements of one list or map of the configuration; real ones have dozens.
const ELEMENTS_MAX: usize = 10_000;

/// Which text of a configuration is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfigText<'a> {
    /// The value of an environment variable.
    Environment {
        /// Its name.
        name: &'a str,
    },
    /// The value of a label.
    Label {
        /// Its key.
        name: &'a str,
    },
    /// The command of a history entry.
    History {
        /// Number of the entry, from 0.
        index: u32,
    },
    /// One argument of the entry point, the command or the health check.
    Argument,
}

/// A configuration as stored. It is never serialised, and `Debug` prints no value that may hold a
/// secret; [`RawConfig::redacted`] makes the form that reports show.
#[derive(Clone, Debug, Default)]
pub struct RawConfig {
    /// Everything without the guarded values.
    open: ImageConfig,
    env: Vec<(String, Secret)>,
    labels: Vec<(String, Secret)>,
    /// For each entry of `open.history` its command and comment.
    history: Vec<(Secret, Secret)>,
    entrypoint: Vec<Secret>,
    cmd: Vec<Secret>,
    healthcheck: Option<Vec<Secret>>,
    pub(crate) platform: Option<Platform>,
    pub(crate) diff_ids: Vec<Digest>,
    /// What has not the form that the standard gives it.
    pub(crate) problems: Vec<String>,
}

impl RawConfig {
    /// Reads a configuration. What is malformed in it is left out and named.
    ///
    /// # Errors
    /// Bytes that are no JSON object.
    pub fn read(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        let root: Map<String, Value> = serde_json::from_slice(bytes)?;
        let mut raw = RawConfig::default();
        raw.read_root(&root);
        if let Some(Value::Object(config)) = field(&root, "config") {
            raw.read_config(config);
        }
        raw.read_history(&root);
        raw.read_diff_ids(&root);
        Ok(raw)
    }

    /// Environment variables in order: name and value.
    pub fn env(&self) -> impl Iterator<Item = (&str, &Secret)> {
        self.env.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Labels: key and value.
    pub fn labels(&self) -> impl Iterator<Item = (&str, &Secret)> {
        self.labels
            .iter()
            .map(|(name, value)| (name.as_str(), value))
    }

    /// The digests of the uncompressed layers, from the bottom.
    #[must_use]
    pub fn diff_ids(&self) -> &[Digest] {
        &self.diff_ids
    }

    /// Commands of the history, from the first.
    pub fn history(&self) -> impl Iterator<Item = &Secret> {
        self.history.iter().map(|(command, _)| command)
    }

    /// The configuration with every guarded text passed through `redact`, which returns the text
    /// to show instead, or `None` where it may be shown as it is.
    #[must_use]
    pub fn redacted(
        &self,
        redact: &mut dyn FnMut(ConfigText<'_>, &str) -> Option<String>,
    ) -> ImageConfig {
        let mut show = |text: ConfigText<'_>, value: &Secret| {
            redact(text, value.expose()).unwrap_or_else(|| value.expose().to_owned())
        };
        let mut config = self.open.clone();
        for (name, value) in &self.env {
            let shown = show(ConfigText::Environment { name }, value);
            config.env.insert(name.clone(), shown);
        }
        for (name, value) in &self.labels {
            config
                .labels
                .insert(name.clone(), show(ConfigText::Label { name }, value));
        }
        for (index, (command, comment)) in self.history.iter().enumerate() {
            let Some(entry) = config.history.get_mut(index) else {
                break;
            };
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            entry.created_by = show(ConfigText::History { index }, command);
            entry.comment = show(ConfigText::History { index }, comment);
        }
        let mut all = |values: &[Secret]| -> Vec<String> {
            values
                .iter()
                .map(|value| show(ConfigText::Argument, value))
                .collect()
        };
        config.entrypoint = all(&self.entrypoint);
        config.cmd = all(&self.cmd);
        config.healthcheck = self
            .healthcheck
            .as_deref()
            .map(|test| Healthcheck { test: all(test) });
        config
    }

    fn read_root(&mut self, root: &Map<String, Value>) {
        self.open.created = field(root, "created").and_then(parsed);
        self.open.author = text(root, "author").filter(|author| !author.is_empty());
        if let (Some(os), Some(architecture)) = (text(root, "os"), text(root, "architecture")) {
            let variant = text(root, "variant").filter(|variant| !variant.is_empty());
            let mut name = format!("{os}/{architecture}");
            if let Some(variant) = variant {
                name = format!("{name}/{variant}");
            }
            self.platform = name.parse().ok();
        }
    }

    fn read_config(&mut self, config: &Map<String, Value>) {
        self.open.user = text(config, "User").unwrap_or_default();
        self.open.working_dir = text(config, "WorkingDir").unwrap_or_default();
        self.open.stop_signal = text(config, "StopSignal").filter(|signal| !signal.is_empty());
        self.open.exposed_ports = self.keys(config, "ExposedPorts");
        self.open.volumes = self.keys(config, "Volumes");
        self.entrypoint = self.guarded(config, "Entrypoint");
        self.cmd = self.guarded(config, "Cmd");
        for entry in self.texts(config, "Env") {
            let (name, value) = entry.split_once('=').unwrap_or((&entry, ""));
            self.env
                .push((name.to_owned(), Secret::new(value.to_owned())));
        }
        if let Some(Value::Object(labels)) = field(config, "Labels") {
            for (name, value) in labels.iter().take(ELEMENTS_MAX) {
                let value = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                self.labels.push((name.clone(), Secret::new(value)));
            }
            self.too_many(labels.len(), "config.Labels");
        }
        if let Some(Value::Object(check)) = field(config, "Healthcheck") {
            self.healthcheck = Some(self.guarded(check, "Test"));
        }
    }

    fn read_history(&mut self, root: &Map<String, Value>) {
        let Some(Value::Array(entries)) = field(root, "history") else {
            return;
        };
        self.too_many(entries.len(), "history");
        for entry in entries.iter().take(ELEMENTS_MAX) {
            let Value::Object(entry) = entry else {
                self.problems
                    .push("an entry of `history` is no object".to_owned());
                continue;
            };
            self.open.history.push(History {
                empty_layer: matches!(field(entry, "empty_layer"), Some(Value::Bool(true))),
                created: field(entry, "created").and_then(parsed),
                ..History::default()
            });
            let guarded = |name| Secret::new(text(entry, name).unwrap_or_default());
            self.history
                .push((guarded("created_by"), guarded("comment")));
        }
    }

    fn read_diff_ids(&mut self, root: &Map<String, Value>) {
        let Some(Value::Object(rootfs)) = field(root, "rootfs") else {
            self.problems
                .push("it has no `rootfs`, so no layer can be checked".to_owned());
            return;
        };
        for text in self.texts(rootfs, "diff_ids") {
            match text.parse() {
                Ok(digest) => self.diff_ids.push(digest),
                Err(error) => {
                    // Numbers stand for layers: behind a gap nothing can be told.
                    self.problems.push(format!("`rootfs.diff_ids`: {error}"));
                    return;
                }
            }
        }
    }

    fn keys(&mut self, object: &Map<String, Value>, name: &str) -> Vec<String> {
        let Some(Value::Object(map)) = field(object, name) else {
            return Vec::new();
        };
        self.too_many(map.len(), name);
        map.keys().take(ELEMENTS_MAX).cloned().collect()
    }

    /// A list of texts; Docker also wrote one text for a list of one.
    fn texts(&mut self, object: &Map<String, Value>, name: &str) -> Vec<String> {
        match field(object, name) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::String(one)) => vec![one.clone()],
            Some(Value::Array(all)) => {
                self.too_many(all.len(), name);
                let texts = all.iter().take(ELEMENTS_MAX).filter_map(Value::as_str);
                let texts: Vec<String> = texts.map(str::to_owned).collect();
                if texts.len() < all.len().min(ELEMENTS_MAX) {
                    self.problems
                        .push(format!("`{name}` holds something that is no text"));
                }
                texts
            }
            Some(_) => {
                self.problems.push(format!("`{name}` is no list of texts"));
                Vec::new()
            }
        }
    }

    fn guarded(&mut self, object: &Map<String, Value>, name: &str) -> Vec<Secret> {
        self.texts(object, name)
            .into_iter()
            .map(Secret::new)
            .collect()
    }

    fn too_many(&mut self, count: usize, name: &str) {
        if count > ELEMENTS_MAX {
            self.problems.push(format!(
                "`{name}` has {count} elements; {ELEMENTS_MAX} are read"
            ));
        }
    }
}

/// The last field of this name, without case, as Go's encoding/json takes it.
fn field<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object
        .iter()
        .rev()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

fn text(object: &Map<String, Value>, name: &str) -> Option<String> {
    field(object, name)?.as_str().map(str::to_owned)
}

fn parsed<T: serde::de::DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = r#"{
        "os": "linux", "architecture": "arm", "variant": "v7", "created": "2020-01-01T00:00:00Z",
        "config": {
            "user": "app", "Env": ["PATH=/bin", "TOKEN=opensesame", "EMPTY"],
            "Labels": {"a": "b"}, "ExposedPorts": {"80/tcp": {}}, "Cmd": "one",
            "Healthcheck": {"Test": ["NONE"]}
        },
        "history": [{"created_by": "RUN login opensesame"}, {"empty_layer": true}],
        "rootfs": {"type": "layers", "diff_ids": []}
    }"#;

    #[test]
    fn a_configuration_is_read_and_its_secrets_are_replaced() {
        let raw = RawConfig::read(CONFIG.as_bytes()).unwrap();
        assert_eq!(raw.platform.as_ref().unwrap().to_string(), "linux/arm/v7");
        let mut asked = Vec::new();
        let config = raw.redacted(&mut |text, value| {
            asked.push(format!("{text:?}"));
            value.contains("opensesame").then(|| "[secret]".to_owned())
        });
        assert_eq!(config.user, "app");
        assert_eq!(config.env["TOKEN"], "[secret]");
        assert_eq!(config.env["PATH"], "/bin");
        assert_eq!(config.env["EMPTY"], "");
        assert_eq!(config.history[0].created_by, "[secret]");
        assert!(config.history[1].empty_layer);
        assert_eq!(config.cmd, ["one"]);
        assert_eq!(config.exposed_ports, ["80/tcp"]);
        assert_eq!(config.healthcheck.unwrap().test, ["NONE"]);
        assert!(config.created.is_some());
        assert!(asked.contains(&"Label { name: \"a\" }".to_owned()));
    }

    #[test]
    fn debug_tells_no_guarded_value() {
        let raw = RawConfig::read(CONFIG.as_bytes()).unwrap();
        assert!(!format!("{raw:?}").contains("opensesame"));
    }

    #[test]
    fn what_is_malformed_is_named_and_the_rest_is_read() {
        let raw = RawConfig::read(
            br#"{"config": {"Env": 7, "User": "x", "Cmd": [1]}, "rootfs": {"diff_ids": ["x"]}}"#,
        );
        let raw = raw.unwrap();
        assert_eq!(raw.problems.len(), 3, "{:?}", raw.problems);
        assert_eq!(raw.redacted(&mut |_, _| None).user, "x");
        assert!(RawConfig::read(b"[]").is_err());
    }

    #[test]
    fn more_elements_than_the_limit_are_told() {
        let many = vec!["A=b"; ELEMENTS_MAX + 1];
        let text = serde_json::json!({"config": {"Env": many}, "rootfs": {}}).to_string();
        let raw = RawConfig::read(text.as_bytes()).unwrap();
        assert_eq!(raw.env().count(), ELEMENTS_MAX);
        assert_eq!(raw.problems.len(), 1);
    }
}
