//! Secrets in manifests: values are decoded where their format says that they are encoded, and
//! what is sealed, encrypted or a reference is no secret.
//!
//! Kubernetes documentation, "Secrets"; Bitnami SealedSecrets; SOPS; External Secrets Operator.

mod entries;

use std::collections::HashMap;
use std::ops::Range;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

use self::entries::Entry;
use crate::context::Context;
use crate::engine::Engine;
use crate::hit::{Hit, Scanned, SecretFingerprint, Shortfall};
use crate::value;

/// LIMIT: bytes of a manifest whose structure is read. An object of the API server has at most 1.5
/// MB, and files with many of them stay below this; larger files are searched as text.
pub const MANIFEST_BYTES_MAX: u64 = 8 << 20;

/// The rule for values whose place alone says that they are secret.
const DATA_RULE: &str = "kubernetes-secret-data";

/// Kinds whose fields name secrets that are kept elsewhere.
const REFERRING_KINDS: &[&str] = &[
    "ClusterExternalSecret",
    "ClusterSecretStore",
    "ExternalSecret",
    "PushSecret",
    "SecretProviderClass",
    "SecretStore",
    "VaultAuth",
    "VaultDynamicSecret",
    "VaultStaticSecret",
];

/// Keys whose values are names of objects or of the API, never secrets.
const NAMING_KEYS: &[&str] = &[
    "apiVersion",
    "claimName",
    "existingSecret",
    "kind",
    "name",
    "namespace",
    "secretName",
    "serviceAccountName",
];

/// Keys under which everything names something.
const REFERRING_KEYS: &[&str] = &[
    "configMapKeyRef",
    "configMapRef",
    "fieldRef",
    "imagePullSecrets",
    "remoteRef",
    "secretKeyRef",
    "secretRef",
    "secretStoreRef",
    "valueFrom",
];

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Whether a file of that name may hold manifests.
pub(crate) fn is_name(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    ["yaml", "yml", "json"]
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known))
}

/// Whether the structure of a text can change what was found: most files have nothing to decode,
/// to join or to silence, and need not be read a second time.
fn matters(content: &[u8], scanned: &Scanned) -> bool {
    let has = |mark: &[u8]| memchr::memmem::find(content, mark).is_some();
    let pairs = || has(b"value: ") && has(b"name: ") || has(b"\"value\"") && has(b"\"kind\"");
    !scanned.hits.is_empty()
        || names_secret(content)
        || has(b"/last-applied-configuration")
        || pairs()
}

/// Whether a part of a file that is too large has a Secret in it.
pub(crate) fn names_secret(bytes: &[u8]) -> bool {
    [
        &b"kind: Secret"[..],
        b"\"kind\":\"Secret\"",
        b"\"kind\": \"Secret\"",
    ]
    .iter()
    .any(|mark| memchr::memmem::find(bytes, mark).is_some())
}

impl Engine {
    /// Searches a whole file: one that may be a manifest as [`Engine::scan_manifest`] does, others
    /// as [`Engine::scan`].
    #[must_use]
    pub fn scan_file(&self, content: &[u8], path: &str) -> Scanned {
        if is_name(path) && content.len() as u64 <= MANIFEST_BYTES_MAX {
            self.scan_manifest(content, path)
        } else {
            self.scan(content, Context::file(path))
        }
    }

    /// Searches a file that may be a manifest: as [`Engine::scan`] does, with encoded values
    /// decoded, and without what is sealed, encrypted or a reference. Places are those of the
    /// values as they are written.
    #[must_use]
    pub fn scan_manifest(&self, content: &[u8], path: &str) -> Scanned {
        let mut scanned = self.scan(content, Context::file(path));
        let Ok(text) = std::str::from_utf8(content) else {
            return scanned;
        };
        let silent = self.allow().has_path(Some(path));
        if scanned.kind != crate::ContentKind::Text || silent || !matters(content, &scanned) {
            return scanned;
        }
        let mut manifest = Manifest {
            engine: self,
            path,
            text,
            entries: Vec::new(),
            kinds: HashMap::new(),
            added: Vec::new(),
        };
        if text.trim_start().starts_with(['{', '[']) {
            manifest.read_json();
        } else {
            manifest.read_lines(&mut scanned);
        }
        manifest.merge(&mut scanned);
        scanned
    }
}

struct Manifest<'m> {
    engine: &'m Engine,
    path: &'m str,
    text: &'m str,
    entries: Vec<Entry<'m>>,
    /// The kind of an object, by what its keys stand under.
    kinds: HashMap<(usize, Option<usize>), &'m str>,
    /// Hits with the bytes that they stand for.
    added: Vec<Hit>,
}

/// Finds where a value is written, once it is known to matter.
type Place<'a> = &'a dyn Fn() -> Option<At>;

/// Where a value is written.
#[derive(Clone)]
struct At {
    span: Range<usize>,
    line: u64,
    column: u64,
}

impl Manifest<'_> {
    fn read_lines(&mut self, scanned: &mut Scanned) {
        let text = self.text;
        let (entries, whole) = entries::read(text);
        self.entries = entries;
        if !whole && names_secret(text.as_bytes()) {
            scanned.shortfall.get_or_insert(Shortfall::Keys);
        }
        for entry in &self.entries {
            if entry.key == "kind" {
                let kind = text.get(entry.value.clone()).unwrap_or_default();
                self.kinds.insert((entry.document, entry.parent), kind);
            }
        }
        scanned.hits.retain(|hit| !self.is_silent(hit));
        // What the text alone says of an encoded value is about its letters.
        let mut decoded: Vec<Range<usize>> = Vec::new();
        for number in 0..self.entries.len() {
            let Some(entry) = self.entries.get(number).cloned() else {
                continue;
            };
            let value = text.get(entry.value.clone()).unwrap_or_default();
            let at = At {
                line: entry.line,
                column: entry.value.start.saturating_sub(entry.line_start) as u64 + 1,
                span: entry.value.clone(),
            };
            if let Some(encoded) = self.is_secret_data(&entry) {
                if self.secret(entry.key, value, encoded, &|| Some(at.clone())) {
                    decoded.push(at.span);
                }
            } else if entry.key == "value" && !value.is_empty() {
                if let Some(name) = self.sibling(&entry, "name").map(str::to_owned) {
                    self.pair(&name, value, &|| Some(at.clone()));
                }
            } else if entry.key.ends_with("/last-applied-configuration") {
                self.read_applied(value, &at);
            }
        }
        scanned.hits.retain(|hit| {
            let after = decoded.partition_point(|span| span.start as u64 <= hit.span.start);
            let span = after.checked_sub(1).and_then(|at| decoded.get(at));
            !span.is_some_and(|span| within(&hit.span, span))
        });
    }

    /// Whether an entry is a value of a Secret; with it, whether the value is encoded.
    fn is_secret_data(&self, entry: &Entry<'_>) -> Option<bool> {
        let parent = self.entries.get(entry.parent?)?;
        let encoded = match parent.key {
            "data" => true,
            "stringData" => false,
            _ => return None,
        };
        let kind = self.kinds.get(&(parent.document, parent.parent));
        (kind == Some(&"Secret")).then_some(encoded)
    }

    fn sibling(&self, entry: &Entry<'_>, key: &str) -> Option<&str> {
        let item = entry.parent.filter(|parent| {
            self.entries
                .get(*parent)
                .is_some_and(|parent| parent.key == "-")
        })?;
        // The keys of one item stand close to each other.
        let behind = self.entries.get(item + 1..)?;
        let near = behind.iter().take(16);
        let mut own = near.filter(|other| other.parent == Some(item));
        let found = own.find(|other| other.key == key)?;
        self.text.get(found.value.clone())
    }

    /// Whether a hit in the text stands where the format says that there is no secret.
    fn is_silent(&self, hit: &Hit) -> bool {
        let start = usize::try_from(hit.span.start).unwrap_or(usize::MAX);
        let after = self
            .entries
            .partition_point(|entry| entry.line_start <= start);
        let Some(entry) = after.checked_sub(1).and_then(|at| self.entries.get(at)) else {
            return false;
        };
        let value = self.text.get(entry.value.clone()).unwrap_or_default();
        if value.starts_with("ENC[") || self.is_under(entry, &["encryptedData", "sops"]) {
            return true;
        }
        // A token of a known form is one wherever it stands; what only a name tells is not.
        let rule = self.engine.rules().iter().find(|rule| rule.id == hit.rule);
        if rule.is_none_or(|rule| rule.rank() > 0) {
            return false;
        }
        let mut root = Some(entry);
        let mut kind = None;
        while let Some(above) = root {
            kind = kind.or(self.kinds.get(&(above.document, above.parent)).copied());
            root = above.parent.and_then(|parent| self.entries.get(parent));
        }
        NAMING_KEYS.contains(&entry.key)
            || self.is_under(entry, REFERRING_KEYS)
            || kind.is_some_and(|kind| REFERRING_KINDS.contains(&kind))
    }

    fn is_under(&self, entry: &Entry<'_>, keys: &[&str]) -> bool {
        let mut parent = entry.parent;
        while let Some(above) = parent.and_then(|number| self.entries.get(number)) {
            if keys.contains(&above.key) {
                return true;
            }
            parent = above.parent;
        }
        false
    }

    /// A value of a Secret. Says whether it could be read.
    fn secret(&mut self, name: &str, value: &str, encoded: bool, at: Place<'_>) -> bool {
        if !encoded {
            return self.judge(name, value.as_bytes(), at);
        }
        let compact: String = value.split_whitespace().collect();
        let Ok(bytes) = BASE64.decode(compact.as_bytes()) else {
            return false;
        };
        // Some encode what the API encodes again.
        let inner = std::str::from_utf8(&bytes).ok().map(str::trim);
        let inner = inner.filter(|text| text.len() >= 8 && text.len() % 4 == 0);
        let twice = inner.and_then(|text| BASE64.decode(text.as_bytes()).ok());
        let twice = twice.filter(|bytes| {
            let printable = |byte: &u8| matches!(byte, b'\n' | b'\r' | b'\t' | b' '..=b'~');
            !bytes.is_empty() && bytes.iter().all(printable)
        });
        self.judge(name, twice.as_deref().unwrap_or(&bytes), at);
        true
    }

    /// A decoded value with its name. Says whether something was found.
    fn judge(&mut self, name: &str, value: &[u8], at: Place<'_>) -> bool {
        if self.search(name, value, at) {
            return true;
        }
        let rule = self.engine.rules().iter().find(|rule| rule.id == DATA_RULE);
        let Some(rule) = rule.filter(|rule| !self.engine.is_off(rule)) else {
            return false;
        };
        // What stands in a Secret under such a name is one, however simple it is.
        let placed = value.len() >= 4 && !value::is_placeholder(value, true);
        if !(placed && names_credential(name)) {
            return false;
        }
        let Some(at) = at().filter(|_| self.added.len() <= Scanned::HITS_MAX) else {
            return true;
        };
        self.added.push(Hit {
            rule: &rule.id,
            severity: rule.severity,
            confidence: rule.confidence,
            line: at.line,
            column: at.column,
            span: at.span.start as u64..at.span.end as u64,
            fingerprint: SecretFingerprint::of(value),
            length: value.len() as u64,
            detail: None,
        });
        true
    }

    /// Looks for the forms of secrets in a decoded value, and for what its name says.
    fn search(&mut self, name: &str, value: &[u8], at: Place<'_>) -> bool {
        let context = Context::file(self.path);
        let scanned = match std::str::from_utf8(value) {
            Ok(text) => self.engine.scan_pair(name, text, context),
            Err(_) => self.engine.scan(value, context),
        };
        if scanned.hits.is_empty() {
            return false;
        }
        // One more than may be kept tells that there are too many.
        let Some(at) = at().filter(|_| self.added.len() <= Scanned::HITS_MAX) else {
            return true;
        };
        self.added.extend(scanned.hits.into_iter().map(|hit| Hit {
            line: at.line,
            column: at.column,
            span: at.span.start as u64..at.span.end as u64,
            ..hit
        }));
        true
    }

    /// A variable of a container: its name and its value stand on two lines.
    fn pair(&mut self, name: &str, value: &str, at: Place<'_>) {
        if value.contains("{{") || name.ends_with("_FILE") {
            return;
        }
        self.search(name, value.as_bytes(), at);
    }

    /// The copy of an object that `kubectl apply` keeps in an annotation.
    fn read_applied(&mut self, value: &str, at: &At) {
        let unquoted = value.replace("''", "'");
        let escaped = || serde_json::from_str::<String>(&format!("\"{value}\"")).ok();
        let object = serde_json::from_str(&unquoted).ok();
        let object = object.or_else(|| serde_json::from_str(&escaped()?).ok());
        if let Some(object) = object {
            self.walk(&object, &|_| Some(at.clone()));
        }
    }

    fn read_json(&mut self) {
        let text = self.text;
        // What is nested more deeply than the reader goes is searched as text only.
        let documents = serde_json::Deserializer::from_str(text).into_iter::<Value>();
        for document in documents.map_while(Result::ok) {
            self.walk(&document, &|value| {
                // What is escaped in another way is told at the start of the file.
                at_of(text, value).or(Some(At {
                    span: 0..0,
                    line: 1,
                    column: 1,
                }))
            });
        }
    }

    /// Secrets and variables in an object of JSON. `place` finds where a value is written.
    fn walk(&mut self, value: &Value, place: &dyn Fn(&str) -> Option<At>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.walk(item, place)),
            Value::Object(fields) => {
                let is_secret = fields.get("kind").and_then(Value::as_str) == Some("Secret");
                let name = fields.get("name").and_then(Value::as_str);
                for (key, field) in fields {
                    match field {
                        Value::Object(data)
                            if is_secret && matches!(key.as_str(), "data" | "stringData") =>
                        {
                            for (name, value) in data {
                                let value = value.as_str().unwrap_or_default();
                                self.secret(name, value, key == "data", &|| place(value));
                            }
                        }
                        Value::String(value) if key == "value" => {
                            if let Some(name) = name {
                                self.pair(name, value, &|| place(value));
                            }
                        }
                        Value::String(value) if key.ends_with("/last-applied-configuration") => {
                            let object = serde_json::from_str::<Value>(value).ok();
                            let near = key.as_str();
                            if let (Some(object), Some(at)) = (object, place(near)) {
                                self.walk(&object, &|_| Some(at.clone()));
                            }
                        }
                        other => self.walk(other, place),
                    }
                }
            }
            _ => {}
        }
    }

    /// Puts what was added to what the text showed, each value once.
    fn merge(self, scanned: &mut Scanned) {
        let allow = self.engine.allow();
        for hit in self.added {
            if allow.has_fingerprint(&hit.fingerprint) {
                continue;
            }
            let known = scanned.hits.iter().any(|other| {
                let same = other.fingerprint == hit.fingerprint;
                same && (other.line == hit.line || within(&other.span, &span(&hit)))
            });
            if known {
                continue;
            }
            if scanned.hits.len() >= Scanned::HITS_MAX {
                scanned.shortfall = Some(Shortfall::Hits);
                break;
            }
            scanned.hits.push(hit);
        }
        scanned.hits.sort_by_key(|hit| hit.span.start);
    }
}

fn span(hit: &Hit) -> Range<usize> {
    let small = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    small(hit.span.start)..small(hit.span.end)
}

fn within(inner: &Range<u64>, outer: &Range<usize>) -> bool {
    inner.start >= outer.start as u64 && inner.end <= outer.end as u64
}

/// The first place of a string in a text of JSON.
fn at_of(text: &str, value: &str) -> Option<At> {
    if value.is_empty() {
        return None;
    }
    let quoted = serde_json::to_string(value).ok()?;
    let inner = quoted.get(1..quoted.len() - 1)?;
    let start = memchr::memmem::find(text.as_bytes(), inner.as_bytes())?;
    let before = text.as_bytes().get(..start)?;
    let line_start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
    Some(At {
        span: start..start + inner.len(),
        line: memchr::memchr_iter(b'\n', before).count() as u64 + 1,
        column: (start - line_start) as u64 + 1,
    })
}

/// Names of values that open something.
fn names_credential(name: &str) -> bool {
    const PARTS: &[&str] = &[
        "password",
        "passwd",
        "passphrase",
        "secret",
        "token",
        "credential",
        "key",
        "private",
    ];
    const ABOUT: &[&str] = &["name", "url", "path", "file", "id", "namespace", "type"];
    let lower = name.to_ascii_lowercase();
    let about = ABOUT.iter().any(|end| {
        let rest = lower.strip_suffix(end);
        rest.is_some_and(|rest| rest.ends_with(['-', '_', '.']))
    });
    // Public keys are made to be given away.
    PARTS.iter().any(|part| lower.contains(part)) && !about && !lower.contains("pub")
}
