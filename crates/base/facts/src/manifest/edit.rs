//! Changes to a file of YAML, line by line, that keep its comments, order and style.
//!
//! Each function yields the change, or nothing where it cannot be made without touching more than
//! is meant: behind anchors and aliases, in files that are not UTF-8, in rendered templates, and in
//! forms of writing that are rare.

use seaworthy_model::Patch;

use super::{Entry, Kind, Place, Source, Style, Value};

/// Spaces of one more level, where the file does not show its own.
const STEP: usize = 2;

/// Sets what stands behind keys in a mapping, such as `["securityContext", "privileged"]`. `text`
/// is the YAML of one scalar or of a list in brackets. Keys that are absent are added at the end of
/// their mapping.
#[must_use]
pub fn set(mapping: Value<'_>, keys: &[&str], text: &str) -> Option<Patch> {
    let source = editable(mapping)?;
    let mut current = mapping;
    let mut keys = keys;
    while let Some((key, rest)) = keys.split_first() {
        let Some(entry) = current.entry(key) else {
            return add(source, current, keys, text);
        };
        if entry.merged || !same_source(source, entry.value) {
            return None;
        }
        if rest.is_empty() {
            return put(source, &entry, text);
        }
        if entry.value.is_null() {
            return below(source, &entry, rest, text);
        }
        editable(entry.value)?;
        current = entry.value;
        keys = rest;
    }
    None
}

/// Takes an entry out of a mapping. The last one is not taken: an empty mapping is written
/// otherwise.
#[must_use]
pub fn remove(mapping: Value<'_>, key: &str) -> Option<Patch> {
    let source = editable(mapping)?;
    let entry = mapping.entry(key)?;
    let is_alone = mapping.entries().filter(|entry| !entry.merged).count() < 2;
    if is_alone || entry.merged || mapping.style() != Style::Block {
        return None;
    }
    if entry.value.is_anchored() || !same_source(source, entry.value) {
        return None;
    }
    let first = entry.key.place().line;
    let begins = |line: u32| source.line(line).trim_start().starts_with(['-', '?']);
    if begins(first) && indent_of(source.line(first)) + 1 < entry.key.place().column as usize {
        return None;
    }
    let last = last_line(source, entry.value).max(first);
    Some(replace(source, first, last, Vec::new()))
}

/// Gives a key of a mapping another name, in the same quotes. `name` is one that YAML reads as text
/// without quotes; where the mapping has it already, nothing is changed.
#[must_use]
pub fn rename_key(mapping: Value<'_>, key: &str, name: &str) -> Option<Patch> {
    let source = editable(mapping)?;
    let entry = mapping.entry(key)?;
    editable(entry.key)?;
    if entry.merged || !same_source(source, entry.key) || mapping.entry(name).is_some() {
        return None;
    }
    let place = entry.key.place();
    let quote = match entry.key.style() {
        Style::Plain => "",
        Style::SingleQuoted => "'",
        Style::DoubleQuoted => "\"",
        _ => return None,
    };
    let in_one_line = source.line_of(place.end.max(place.start)) == place.line;
    (in_one_line && place.end > place.start)
        .then(|| splice(source, place, &format!("{quote}{name}{quote}")))
}

/// Replaces a scalar on one line. `text` is the YAML of the new one.
#[must_use]
pub fn replace_scalar(value: Value<'_>, text: &str) -> Option<Patch> {
    let source = editable(value)?;
    let is_scalar = !matches!(value.kind(), Kind::Sequence | Kind::Mapping);
    let is_inline = !matches!(value.style(), Style::Literal | Style::Folded);
    let place = value.place();
    let in_one_line = source.line_of(place.end.max(place.start)) == place.line;
    if !is_scalar || !is_inline || !in_one_line || place.end <= place.start {
        return None;
    }
    Some(splice(source, place, text))
}

/// Takes an item out of a list that has others.
#[must_use]
pub fn remove_item(list: Value<'_>, index: usize) -> Option<Patch> {
    let source = editable(list)?;
    let item = list.index(index)?;
    if list.len() < 2 || !same_source(source, item) || item.is_anchored() {
        return None;
    }
    if list.style() != Style::Block {
        let texts = list.items().enumerate().filter(|(at, _)| *at != index);
        let texts = texts.map(|(_, item)| slice(source, item.place()));
        let joined = texts.collect::<Vec<_>>().join(", ");
        let place = list.place();
        let one_line = source.line_of(place.end) == place.line;
        return one_line.then(|| splice(source, place, &format!("[{joined}]")));
    }
    let first = item.place().line;
    let own_line = source.line(first).trim_start().starts_with('-');
    let nested = source.line(first).trim_start().starts_with("- -");
    let last = last_line(source, item).max(first);
    (own_line && !nested).then(|| replace(source, first, last, Vec::new()))
}

/// The file, where its lines may be edited at a value.
fn editable(value: Value<'_>) -> Option<&Source> {
    let source = value.source()?;
    let shared = value.is_alias() || value.is_anchored();
    (!shared && !source.is_recoded()).then_some(source)
}

fn same_source(source: &Source, value: Value<'_>) -> bool {
    value
        .source()
        .is_some_and(|other| std::ptr::eq(source, other))
}

fn put(source: &Source, entry: &Entry<'_>, text: &str) -> Option<Patch> {
    let value = entry.value;
    if value.is_null() && value.place().end <= value.place().start {
        let line = entry.key.place().line;
        let old = source.line(line);
        let bare = old.trim_end();
        let new = bare.ends_with(':').then(|| format!("{bare} {text}"))?;
        return Some(replace(source, line, line, vec![new]));
    }
    match value.kind() {
        Kind::Mapping => None,
        Kind::Sequence if value.style() == Style::Block => None,
        Kind::Sequence => {
            editable(value)?;
            let place = value.place();
            let one_line = source.line_of(place.end) == place.line;
            one_line.then(|| splice(source, place, text))
        }
        _ => replace_scalar(value, text),
    }
}

/// Adds keys to a mapping that has none of them.
fn add(source: &Source, mapping: Value<'_>, keys: &[&str], text: &str) -> Option<Patch> {
    if !mapping.is_mapping() {
        return None;
    }
    if mapping.style() != Style::Block {
        return add_inline(source, mapping, keys, text);
    }
    let own = mapping.entries().filter(|entry| !entry.merged);
    let mut own = own.filter(|entry| same_source(source, entry.key));
    let first = own.next()?;
    let indent = (first.key.place().column as usize).saturating_sub(1);
    let last = own.last().unwrap_or(first);
    if !same_source(source, last.value) {
        return None;
    }
    let line = last_line(source, last.value).max(last.key.place().line);
    Some(insert(source, line + 1, nested(keys, text, indent)))
}

/// Adds keys to a mapping in braces on one line.
fn add_inline(source: &Source, mapping: Value<'_>, keys: &[&str], text: &str) -> Option<Patch> {
    let place = mapping.place();
    let old = slice(source, place);
    if source.line_of(place.end) != place.line {
        return None;
    }
    let inner = old.strip_prefix('{')?.strip_suffix('}')?.trim();
    // JSON needs quotes, and what reads YAML reads them too.
    let quoted = mapping
        .entries()
        .all(|entry| entry.key.style() == Style::DoubleQuoted)
        && !mapping.is_empty();
    let mut new = text.to_owned();
    for (depth, key) in keys.iter().rev().enumerate() {
        let key = if quoted {
            format!("\"{key}\"")
        } else {
            (*key).to_owned()
        };
        new = if depth == 0 {
            format!("{key}: {new}")
        } else {
            format!("{key}: {{{new}}}")
        };
    }
    let comma = if inner.is_empty() { "" } else { ", " };
    Some(splice(source, place, &format!("{{{inner}{comma}{new}}}")))
}

/// Adds keys below a key that has no value.
fn below(source: &Source, entry: &Entry<'_>, keys: &[&str], text: &str) -> Option<Patch> {
    let place = entry.key.place();
    let is_bare = source.line(place.line).trim_end().ends_with(':');
    let indent = (place.column as usize).saturating_sub(1) + STEP;
    is_bare.then(|| insert(source, place.line + 1, nested(keys, text, indent)))
}

fn nested(keys: &[&str], text: &str, indent: usize) -> Vec<String> {
    let last = keys.len().saturating_sub(1);
    let lines = keys.iter().enumerate().map(|(depth, key)| {
        let blank = " ".repeat(indent + depth * STEP);
        if depth == last {
            format!("{blank}{key}: {text}")
        } else {
            format!("{blank}{key}:")
        }
    });
    lines.collect()
}

/// The last line on which something of a value is written.
fn last_line(source: &Source, value: Value<'_>) -> u32 {
    let Place { start, end, .. } = value.place();
    let text = slice(source, value.place()).trim_end();
    let written = u32::try_from(text.len()).unwrap_or(u32::MAX);
    source.line_of(start.saturating_add(written.saturating_sub(1)).min(end))
}

fn slice(source: &Source, place: Place) -> &str {
    source.slice(place.start, place.end)
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn splice(source: &Source, place: Place, text: &str) -> Patch {
    let (start, _) = source.line_range(place.line);
    let line = source.line(place.line);
    let at = |byte: u32| (byte.saturating_sub(start) as usize).min(line.len());
    let head = line.get(..at(place.start)).unwrap_or_default();
    let tail = line.get(at(place.end)..).unwrap_or_default();
    let new = format!("{head}{text}{tail}");
    replace(source, place.line, place.line, vec![new])
}

fn insert(source: &Source, line: u32, insert: Vec<String>) -> Patch {
    Patch {
        path: source.path().to_owned(),
        line,
        remove: Vec::new(),
        insert,
    }
}

fn replace(source: &Source, first: u32, last: u32, insert: Vec<String>) -> Patch {
    Patch {
        path: source.path().to_owned(),
        line: first,
        remove: (first..=last)
            .map(|line| source.line(line).to_owned())
            .collect(),
        insert,
    }
}
