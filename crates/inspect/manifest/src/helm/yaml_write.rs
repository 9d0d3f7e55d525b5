//! Values written as YAML in the very form that Helm's `toYaml` has: its text may be hashed or
//! embedded, so style, order and line breaks count.

use std::rc::Rc;

use super::budget::VALUE_BYTES_MAX;
use super::fault::{Fault, Outcome};
use super::number::{go_float, json_float};
use super::output::Reads;
use super::text::{LineMark, Text};
use super::value::{PathId, VALUE_LEVELS_MAX, Value};
use super::yaml_scalar::resolves_to_text;
use super::yaml_style::{Shape, is_printable, key_order, push_escape};

/// Columns after which a line is broken at the next space.
const WIDTH_COLUMNS: usize = 80;

/// The longest key that stands before its colon on one line.
const SIMPLE_KEY_BYTES: usize = 128;

/// Writes a value, without the newline at its end.
///
/// # Errors
/// A value that lies too deep or is too large; a number that JSON cannot hold.
pub(super) fn write(value: &Value, reads: &mut Reads, pretty: bool) -> Outcome<Text> {
    let mut writer = Writer {
        out: String::new(),
        line_start: 0,
        marks: vec![LineMark::default()],
        path: 0,
        pretty,
        reads,
    };
    writer.node(value, None, Context::Root, VALUE_LEVELS_MAX)?;
    let Writer {
        mut out, mut marks, ..
    } = writer;
    if out.ends_with('\n') {
        out.pop();
        marks.pop();
    }
    Ok(Text::marked(&out, marks))
}

#[derive(Clone, Copy, PartialEq)]
enum Context {
    Root,
    /// The value of a key.
    Mapping,
    /// An item of a list.
    Sequence,
}

struct Writer<'a> {
    out: String,
    line_start: usize,
    marks: Vec<LineMark>,
    path: PathId,
    /// Whether lists in maps are indented.
    pretty: bool,
    reads: &'a mut Reads,
}

impl Writer<'_> {
    /// Writes a node and the newline behind it. `indent` is that of what it stands in.
    fn node(
        &mut self,
        value: &Value,
        indent: Option<usize>,
        context: Context,
        levels: usize,
    ) -> Outcome<()> {
        let Some(levels) = levels.checked_sub(1) else {
            let most = VALUE_LEVELS_MAX as u64;
            return Err(Fault::limit("levels of a value", most));
        };
        if self.out.len() as u64 > VALUE_BYTES_MAX {
            return Err(Fault::limit("bytes in a value", VALUE_BYTES_MAX));
        }
        match value {
            Value::Map(map) if !map.read().is_empty() => self.map(map, indent, context, levels),
            Value::List(list) if !list.is_empty() => {
                self.list(list, list.path(), indent, context, levels)
            }
            simple => {
                let within = indent.map_or(2, |indent| indent + 2);
                if context == Context::Mapping {
                    self.out.push(' ');
                }
                self.simple(simple, within)?;
                self.newline();
                Ok(())
            }
        }
    }

    fn map(
        &mut self,
        map: &super::value::Map,
        indent: Option<usize>,
        context: Context,
        levels: usize,
    ) -> Outcome<()> {
        let within = indent.map_or(0, |indent| indent + 2);
        let mut entries = map.entries();
        entries.sort_by(|(one, _), (two, _)| key_order(one, two));
        if context == Context::Mapping {
            self.newline();
        }
        let outer = self.path;
        for (at, (key, item)) in entries.iter().enumerate() {
            self.enter(map.path(), key);
            // The first key of an item stands behind its dash.
            if at > 0 || context != Context::Sequence {
                self.pad(within);
            }
            self.key(key, within);
            self.node(item, Some(within), Context::Mapping, levels)?;
            self.path = outer;
        }
        self.mark();
        Ok(())
    }

    fn list(
        &mut self,
        items: &[Value],
        path: PathId,
        indent: Option<usize>,
        context: Context,
        levels: usize,
    ) -> Outcome<()> {
        let within = match (indent, context) {
            (None, _) => 0,
            (Some(indent), Context::Mapping) if !self.pretty => indent,
            (Some(indent), _) => indent + 2,
        };
        if context == Context::Mapping {
            self.newline();
        }
        let outer = self.path;
        for (at, item) in items.iter().enumerate() {
            self.enter(path, &Rc::from(at.to_string()));
            if at > 0 || context != Context::Sequence {
                self.pad(within);
            }
            self.out.push_str("- ");
            self.node(item, Some(within), Context::Sequence, levels)?;
            self.path = outer;
        }
        self.mark();
        Ok(())
    }

    /// Makes an entry the path of the lines to come.
    fn enter(&mut self, parent: PathId, key: &Rc<str>) {
        self.path = self.reads.path(parent, key);
        self.mark();
    }

    fn mark(&mut self) {
        let path = self.path;
        if let Some(mark) = self.marks.last_mut() {
            mark.path = path;
        }
    }

    fn newline(&mut self) {
        self.out.push('\n');
        self.line_start = self.out.len();
        self.marks.push(LineMark {
            path: self.path,
            ..LineMark::default()
        });
    }

    fn pad(&mut self, width: usize) {
        self.out.extend(std::iter::repeat_n(' ', width));
    }

    /// Characters on the line so far.
    fn column(&self) -> usize {
        let line = self.out.get(self.line_start..).unwrap_or_default();
        line.chars().count()
    }

    fn key(&mut self, key: &str, indent: usize) {
        if key.len() > SIMPLE_KEY_BYTES || key.contains('\n') {
            self.out.push_str("? ");
            self.text(key, indent + 2, false);
            self.newline();
            self.pad(indent);
        } else {
            self.text(key, indent + 2, true);
        }
        self.out.push(':');
    }

    fn simple(&mut self, value: &Value, within: usize) -> Outcome<()> {
        match value {
            Value::Nil | Value::Absent => self.out.push_str("null"),
            Value::Bool(yes) => self.out.push_str(if *yes { "true" } else { "false" }),
            Value::Int(number) | Value::Int64(number) => self.out.push_str(&number.to_string()),
            Value::Float(number) if number.is_finite() => {
                let json = json_float(*number);
                if json.contains(['.', 'e']) {
                    self.out.push_str(&go_float(*number));
                } else {
                    self.out.push_str(&json);
                }
            }
            Value::Float(_) => return Err(Fault::new("json: unsupported value")),
            Value::Str(text) => self.text(text, within, false),
            Value::Bytes(bytes) => {
                let text = super::functions::base64_of(bytes);
                self.text(&text, within, false);
            }
            Value::Map(_) => self.out.push_str("{}"),
            Value::List(_) => self.out.push_str("[]"),
            Value::Object(object) => {
                let text = object.display()?;
                self.text(&text, within, false);
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str, within: usize, is_key: bool) {
        let shape = Shape::of(text);
        let multiline = text.contains('\n');
        if multiline && !is_key && shape.block {
            self.literal(text, within);
        } else if multiline || !resolves_to_text(text) {
            self.double_quoted(text, within, is_key);
        } else if shape.plain {
            self.plain(text, within, is_key);
        } else if shape.single {
            self.single_quoted(text, within, is_key);
        } else {
            self.double_quoted(text, within, is_key);
        }
    }

    fn literal(&mut self, text: &str, within: usize) {
        self.out.push('|');
        if text.starts_with([' ', '\n']) {
            self.out.push('2');
        }
        if !text.ends_with('\n') {
            self.out.push('-');
        } else if text == "\n" || text.ends_with("\n\n") {
            self.out.push('+');
        }
        let body = text.strip_suffix('\n').unwrap_or(text);
        for line in body.split('\n') {
            self.newline();
            if !line.is_empty() {
                self.pad(within);
                self.out.push_str(line);
            }
        }
    }

    fn fold(&mut self, within: usize) {
        self.newline();
        self.pad(within);
    }

    fn plain(&mut self, text: &str, within: usize, is_key: bool) {
        let mut spaces = false;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let breaks = c == ' ' && !is_key && !spaces && chars.peek() != Some(&' ');
            if breaks && self.column() > WIDTH_COLUMNS {
                self.fold(within);
            } else {
                self.out.push(c);
            }
            spaces = c == ' ';
        }
    }

    fn single_quoted(&mut self, text: &str, within: usize, is_key: bool) {
        self.out.push('\'');
        let mut spaces = false;
        let mut chars = text.chars().peekable();
        let mut first = true;
        while let Some(c) = chars.next() {
            let inner = !first && chars.peek().is_some_and(|next| *next != ' ');
            let breaks = c == ' ' && !is_key && !spaces && inner;
            if breaks && self.column() > WIDTH_COLUMNS {
                self.fold(within);
            } else if c == '\'' {
                self.out.push_str("''");
            } else {
                self.out.push(c);
            }
            spaces = c == ' ';
            first = false;
        }
        self.out.push('\'');
    }

    fn double_quoted(&mut self, text: &str, within: usize, is_key: bool) {
        self.out.push('"');
        let mut spaces = false;
        let mut chars = text.chars().peekable();
        let mut first = true;
        while let Some(c) = chars.next() {
            if !is_printable(c) || matches!(c, '\n' | '"' | '\\' | '\u{feff}') {
                push_escape(&mut self.out, c);
                spaces = false;
            } else if c == ' ' {
                let inner = !first && chars.peek().is_some();
                if !is_key && !spaces && inner && self.column() > WIDTH_COLUMNS {
                    self.fold(within);
                    if chars.peek() == Some(&' ') {
                        self.out.push('\\');
                    }
                } else {
                    self.out.push(c);
                }
                spaces = true;
            } else {
                self.out.push(c);
                spaces = false;
            }
            first = false;
        }
        self.out.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::helm::value::{List, Map};

    fn yaml(value: &Value) -> String {
        write(value, &mut Reads::default(), false)
            .unwrap()
            .as_str()
            .to_owned()
    }

    fn map(entries: &[(&str, Value)]) -> Value {
        let map = Map::new();
        for (key, value) in entries {
            map.insert(key, value.clone());
        }
        Value::Map(map)
    }

    #[test]
    fn styles_are_those_of_helm() {
        let value = map(&[
            ("colon", Value::str("a: b")),
            ("date", Value::str("2020-01-01")),
            ("e", Value::str("")),
            ("multi", Value::str("a\nb\n")),
            ("nl", Value::str("a\nb")),
            ("q", Value::str("yes")),
            ("quote", Value::str("it's")),
            ("sp", Value::str("  lead")),
            ("tab", Value::str("a\tb")),
            ("uni", Value::str("é")),
        ]);
        let wanted = "colon: 'a: b'\ndate: \"2020-01-01\"\ne: \"\"\nmulti: |\n  a\n  b\n\
            nl: |-\n  a\n  b\nq: \"yes\"\nquote: it's\nsp: '  lead'\ntab: \"a\\tb\"\nuni: é";
        assert_eq!(yaml(&value), wanted);
    }

    #[test]
    fn lists_stand_under_their_key_and_maps_behind_their_dash() {
        let inner = map(&[("b", Value::Int(2)), ("c", Value::Int(3))]);
        let nested = Value::List(List::new(vec![Value::Int(1), Value::Nil]));
        let list = Value::List(List::new(vec![Value::Int(1), inner, nested]));
        let wanted = "l:\n- 1\n- b: 2\n  c: 3\n- - 1\n  - null";
        assert_eq!(yaml(&map(&[("l", list)])), wanted);
    }

    #[test]
    fn long_lines_are_broken_after_eighty_columns() {
        let long = format!("{} {} tail", "a".repeat(70), "b".repeat(20));
        let wanted = format!("k: {} {}\n  tail", "a".repeat(70), "b".repeat(20));
        assert_eq!(yaml(&map(&[("k", Value::str(long))])), wanted);
    }

    #[test]
    fn keys_are_in_natural_order() {
        let value = map(&[("a10", Value::Nil), ("a9", Value::Nil), ("_b", Value::Nil)]);
        assert_eq!(yaml(&value), "_b: null\na9: null\na10: null");
    }
}
