//! ConfigMaps and Secrets from literals, files and files of variables.

use std::collections::BTreeSet;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use seaworthy_facts::manifest::{Kind, Source};

use super::budget::Budget;
use super::node::{Content, Node, Origin};
use super::problem::{Fault, Outcome};
use super::resource::{Behaviour, Resource};

/// LIMIT: bytes of a key, as the API of Kubernetes has it.
const KEY_BYTES_MAX: usize = 253;
/// Characters of a line of base64 of longer values.
const BASE64_LINE_CHARS: usize = 70;

/// A file that a generator reads.
pub(super) struct DataFile {
    pub(super) bytes: Vec<u8>,
    /// Its text; empty where it is none.
    pub(super) source: Arc<Source>,
}

/// Reads a file that a value names.
pub(super) type ReadFile<'r> = dyn FnMut(&str, &Node, &mut Budget) -> Outcome<DataFile> + 'r;

/// One key of the data.
struct Pair {
    key: String,
    bytes: Vec<u8>,
    origin: Origin,
}

/// Makes the object of an entry of `configMapGenerator` or `secretGenerator` (`kind`).
pub(super) fn generate(
    kind: &str,
    entry: &Node,
    global: Option<&Node>,
    read: &mut ReadFile<'_>,
    budget: &mut Budget,
) -> Outcome<Resource> {
    let name = entry.text_of("name");
    if name.is_empty() {
        return Err(Fault::refused(format!(
            "a {kind} is generated without a name"
        )));
    }
    let place = |key: &str| entry.get(key).unwrap_or(entry);
    let mut metadata = entry.with(Content::Mapping(Vec::new()));
    metadata.set("name", place("name").with_text(name));
    if let Some(namespace) = entry
        .get("namespace")
        .filter(|value| !value.key_text().is_empty())
    {
        metadata.set("namespace", namespace.with_text(namespace.key_text()));
    }
    for field in ["labels", "annotations"] {
        if let Some(pairs) = options_of(entry, global, field) {
            metadata.set(field, pairs);
        }
    }
    let mut object = entry.with(Content::Mapping(Vec::new()));
    object.set("apiVersion", entry.with_text("v1"));
    object.set("kind", entry.with_text(kind));
    object.set("metadata", metadata);
    let pairs = pairs_of(name, entry, read, budget)?;
    if kind == "Secret" {
        let written = entry.text_of("type");
        let written = if written.is_empty() {
            "Opaque"
        } else {
            written
        };
        object.set("type", place("type").with_text(written));
        object.set("data", entry.with(Content::Mapping(Vec::new())));
    }
    for pair in pairs {
        let (field, text) = encoded(kind, &pair.bytes);
        let value = Node {
            origin: pair.origin,
            content: Content::Scalar(Kind::String, text),
        };
        if let Some(data) = object.mapping_mut(field) {
            data.set(&pair.key, value);
        }
    }
    if flag(entry, global, "immutable") {
        let value = Content::Scalar(Kind::Bool, "true".to_owned());
        object.set("immutable", entry.with(value));
    }
    let mut resource = Resource::new(object);
    resource.is_hashed = !flag(entry, global, "disableNameSuffixHash");
    resource.behaviour = match entry.text_of("behavior") {
        "replace" => Behaviour::Replace,
        "merge" => Behaviour::Merge,
        _ => Behaviour::Create,
    };
    Ok(resource)
}

/// Labels or annotations of the options of an entry and those of all, as texts.
fn options_of(entry: &Node, global: Option<&Node>, field: &str) -> Option<Node> {
    let own = entry.at(&["options", field]);
    let all = global.and_then(|global| global.get(field));
    let place = own.or(all)?;
    let mut made = place.with(Content::Mapping(Vec::new()));
    for pairs in [all, own].into_iter().flatten() {
        for (key, value) in pairs.entries() {
            made.set(key.key_text(), value.with_text(value.key_text()));
        }
    }
    (!made.is_empty()).then_some(made)
}

fn flag(entry: &Node, global: Option<&Node>, field: &str) -> bool {
    let own = entry.at(&["options", field]);
    let all = global.and_then(|global| global.get(field));
    [own, all]
        .into_iter()
        .flatten()
        .any(|value| value.key_text() == "true")
}

/// In a Secret everything is base64, in a ConfigMap what is no text.
fn encoded(kind: &str, bytes: &[u8]) -> (&'static str, String) {
    if kind == "Secret" {
        return ("data", base64_lines(bytes));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => ("data", text.to_owned()),
        Err(_) => ("binaryData", base64_lines(bytes)),
    }
}

/// Base64 in lines, where it is longer than one.
fn base64_lines(bytes: &[u8]) -> String {
    let whole = STANDARD.encode(bytes);
    if whole.len() < BASE64_LINE_CHARS {
        return whole;
    }
    let mut lines = String::with_capacity(whole.len() + whole.len() / BASE64_LINE_CHARS + 1);
    for (at, letter) in whole.chars().enumerate() {
        if at > 0 && at % BASE64_LINE_CHARS == 0 {
            lines.push('\n');
        }
        lines.push(letter);
    }
    lines.push('\n');
    lines
}

fn pairs_of(
    name: &str,
    entry: &Node,
    read: &mut ReadFile<'_>,
    budget: &mut Budget,
) -> Outcome<Vec<Pair>> {
    let mut pairs = Vec::new();
    let listed = |key: &str| entry.get(key).map(Node::items).unwrap_or_default();
    let env = entry
        .get("env")
        .filter(|value| !value.key_text().is_empty());
    for item in listed("envs").iter().chain(env) {
        let file = read(item.key_text(), item, budget)?;
        variables(&file, &mut pairs, budget)?;
    }
    for item in listed("literals") {
        budget.values(1)?;
        pairs.push(literal(item)?);
    }
    for item in listed("files") {
        budget.values(1)?;
        let (key, path) = file_source(item.key_text())?;
        let file = read(path, item, budget)?;
        let end = u32::try_from(file.source.text().len()).unwrap_or(u32::MAX);
        pairs.push(Pair {
            key: key.to_owned(),
            origin: Origin::new(&file.source, 0, end),
            bytes: file.bytes,
        });
    }
    let mut seen = BTreeSet::new();
    for pair in &pairs {
        let key = &pair.key;
        let is_key = key
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        if !is_key || key.is_empty() || key.len() > KEY_BYTES_MAX || key == "." || key == ".." {
            return Err(Fault::refused(format!("`{key}` is no key of data")));
        }
        if !seen.insert(key) {
            return Err(Fault::refused(format!(
                "`{name}` has the key `{key}` twice"
            )));
        }
    }
    Ok(pairs)
}

/// `key=value`, with quotes around the value or without.
fn literal(item: &Node) -> Outcome<Pair> {
    let text = item.key_text();
    let split = text.split_once('=').filter(|(key, _)| !key.is_empty());
    let Some((key, value)) = split else {
        // What stands there may be a secret.
        return Err(Fault::refused("a literal is not `key=value`"));
    };
    let unquoted = ['"', '\''].into_iter().find_map(|quote| {
        let inner = value.strip_prefix(quote)?.strip_suffix(quote)?;
        Some(inner)
    });
    Ok(Pair {
        key: key.to_owned(),
        bytes: unquoted.unwrap_or(value).as_bytes().to_vec(),
        origin: item.origin.clone(),
    })
}

/// `path` or `key=path`: the key, and the path.
fn file_source(text: &str) -> Outcome<(&str, &str)> {
    let base = text.rsplit('/').next().unwrap_or(text);
    match text.split_once('=') {
        None => Ok((base, text)),
        Some((key, path)) if !key.is_empty() && !path.is_empty() && !path.contains('=') => {
            Ok((key, path))
        }
        Some(_) => Err(Fault::refused(format!("`{text}` is not `key=path`"))),
    }
}

/// The variables of a file, each at its line.
fn variables(file: &DataFile, pairs: &mut Vec<Pair>, budget: &mut Budget) -> Outcome<()> {
    let Ok(text) = std::str::from_utf8(&file.bytes) else {
        return Err(Fault::refused(format!(
            "`{}` is not UTF-8",
            file.source.path()
        )));
    };
    let mut start = 0_u32;
    for line in text.split_inclusive('\n') {
        let from = start;
        start = start.saturating_add(u32::try_from(line.len()).unwrap_or(u32::MAX));
        let line = line.strip_suffix('\n').unwrap_or(line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let line = if from == 0 {
            line.trim_start_matches('\u{feff}')
        } else {
            line
        };
        let line = line.trim_start();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        budget.values(1)?;
        let (key, value) = line.split_once('=').unwrap_or((line, ""));
        if !is_variable(key) {
            let path = file.source.path();
            return Err(Fault::refused(format!(
                "a line of `{path}` names no variable"
            )));
        }
        pairs.push(Pair {
            key: key.to_owned(),
            bytes: value.as_bytes().to_vec(),
            origin: Origin::new(&file.source, from, start),
        });
    }
    Ok(())
}

fn is_variable(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let mut bytes = name.bytes();
    bytes
        .next()
        .is_some_and(|first| fits(first) && !first.is_ascii_digit())
        && bytes.all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_broken_into_lines_where_it_is_long() {
        assert_eq!(base64_lines(b"abc"), "YWJj");
        let long = base64_lines(&[b'a'; 60]);
        let lines: Vec<usize> = long.lines().map(str::len).collect();
        assert_eq!(lines, [70, 10]);
        assert!(long.ends_with('\n'));
    }

    #[test]
    fn a_file_is_named_with_or_without_its_key() {
        assert_eq!(file_source("a/b.txt").unwrap(), ("b.txt", "a/b.txt"));
        assert_eq!(file_source("k=a/b.txt").unwrap(), ("k", "a/b.txt"));
        for wrong in ["=a", "a=", "a=b=c"] {
            assert!(file_source(wrong).is_err(), "{wrong}");
        }
    }
}
