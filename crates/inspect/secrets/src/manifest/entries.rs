//! Keys and values of block-style YAML, line by line.
//!
//! No reader of YAML: it is to look at templates and broken files too, and to know no more than
//! which key a line belongs to. What it does not understand it passes over, and the search of the
//! text has seen it anyway.

use std::ops::Range;

/// LIMIT: keys and items of one file. Exports of whole clusters have some hundred thousand.
pub(crate) const ENTRIES_MAX: usize = 500_000;

/// A key with what stands behind it, or an item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry<'t> {
    /// The key without quotes; `-` for an item.
    pub(super) key: &'t str,
    /// Bytes of the value without quotes; those of the block behind `|` and `>`.
    pub(super) value: Range<usize>,
    /// The number of the entry that it stands under.
    pub(super) parent: Option<usize>,
    /// The number of its document in the file.
    pub(super) document: usize,
    /// The line, from 1.
    pub(super) line: u64,
    /// The first byte of the line.
    pub(super) line_start: usize,
}

/// What a line opened that later lines may belong to.
struct Open {
    indent: usize,
    entry: usize,
    is_item: bool,
}

/// A block behind `|` or `>` that is being read.
struct Block {
    indent: usize,
    entry: usize,
}

/// The entries of a text, in order, and whether these are all.
pub(super) fn read(text: &str) -> (Vec<Entry<'_>>, bool) {
    let mut reader = Reader {
        text,
        entries: Vec::new(),
        open: Vec::new(),
        block: None,
        document: 0,
    };
    let mut start = 0;
    for (line, number) in text.split_inclusive('\n').zip(1..) {
        reader.line(line.trim_end_matches(['\n', '\r']), start, number);
        start += line.len();
        if reader.entries.len() >= ENTRIES_MAX {
            return (reader.entries, false);
        }
    }
    (reader.entries, true)
}

struct Reader<'t> {
    text: &'t str,
    entries: Vec<Entry<'t>>,
    open: Vec<Open>,
    block: Option<Block>,
    document: usize,
}

impl<'t> Reader<'t> {
    fn line(&mut self, line: &'t str, start: usize, number: u64) {
        let content = line.trim_start_matches(' ');
        let mut indent = line.len() - content.len();
        if let Some(block) = &self.block {
            let inside = content.is_empty() || indent > block.indent;
            if let Some(entry) = self.entries.get_mut(block.entry).filter(|_| inside) {
                entry.value.end = start + line.len();
                return;
            }
            self.block = None;
        }
        // Lines of templates are no lines of the document.
        if content.is_empty() || content.starts_with(['#', '%']) || content.starts_with("{{") {
            return;
        }
        if line.starts_with("---") {
            self.document += 1;
            self.open.clear();
            return;
        }
        let mut rest = content;
        while let Some(after) = rest.strip_prefix("- ").or((rest == "-").then_some("")) {
            if self.entries.len() >= ENTRIES_MAX {
                return;
            }
            self.item(indent, start, number);
            let inner = after.trim_start_matches(' ');
            indent += rest.len() - inner.len();
            rest = inner;
        }
        if let Some((key, value)) = key_and_value(rest) {
            self.key(key, value, indent, start, number);
        }
    }

    fn item(&mut self, indent: usize, line_start: usize, line: u64) {
        // The items of a list may stand as far left as its key.
        while self
            .open
            .last()
            .is_some_and(|open| open.indent > indent || open.indent == indent && open.is_item)
        {
            self.open.pop();
        }
        let parent = self.open.last().map(|open| open.entry);
        self.open.push(Open {
            indent,
            entry: self.entries.len(),
            is_item: true,
        });
        self.push("-", line_start..line_start, parent, line, line_start);
    }

    fn key(&mut self, key: &'t str, value: &'t str, indent: usize, line_start: usize, line: u64) {
        while self.open.last().is_some_and(|open| open.indent >= indent) {
            self.open.pop();
        }
        let parent = self.open.last().map(|open| open.entry);
        let entry = self.entries.len();
        self.open.push(Open {
            indent,
            entry,
            is_item: false,
        });
        if value.starts_with(['|', '>']) {
            self.block = Some(Block { indent, entry });
            let end = line_start + self.line_length(line_start);
            return self.push(key, end..end, parent, line, line_start);
        }
        let value = bare(value);
        let from = value.as_ptr() as usize - self.text.as_ptr() as usize;
        self.push(key, from..from + value.len(), parent, line, line_start);
    }

    fn line_length(&self, start: usize) -> usize {
        let rest = self.text.get(start..).unwrap_or_default();
        rest.find('\n').map_or(rest.len(), |at| at + 1)
    }

    fn push(
        &mut self,
        key: &'t str,
        value: Range<usize>,
        parent: Option<usize>,
        line: u64,
        line_start: usize,
    ) {
        self.entries.push(Entry {
            key,
            value,
            parent,
            document: self.document,
            line,
            line_start,
        });
    }
}

/// `key: value`, with or without quotes around the key.
fn key_and_value(text: &str) -> Option<(&str, &str)> {
    if let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let (key, rest) = text.get(1..)?.split_once(quote)?;
        return Some((key, rest.trim_start().strip_prefix(':')?.trim()));
    }
    let at = text
        .find(": ")
        .or(text.ends_with(':').then(|| text.len() - 1))?;
    let (key, value) = (text.get(..at)?, text.get(at + 1..)?);
    let plain = !key.is_empty() && key.len() <= 256 && !key.contains(['{', '[', ' ', '"']);
    plain.then(|| (key, value.trim()))
}

/// A value without its quotes, comment, tag and anchor.
fn bare(value: &str) -> &str {
    let mut value = value;
    while value.starts_with(['!', '&']) {
        let Some((_, rest)) = value.split_once(' ') else {
            break;
        };
        value = rest.trim_start();
    }
    if let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let inner = value.get(1..).unwrap_or_default();
        return inner
            .rfind(quote)
            .and_then(|end| inner.get(..end))
            .unwrap_or(inner);
    }
    value.split(" #").next().unwrap_or(value).trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(String, &str)> {
        let (entries, _) = read(text);
        let path = |entry: &Entry<'_>| {
            let mut path = entry.key.to_owned();
            let mut parent = entry.parent;
            while let Some(above) = parent.and_then(|number| entries.get(number)) {
                path = format!("{}.{path}", above.key);
                parent = above.parent;
            }
            path
        };
        let values = entries.iter().filter(|entry| entry.key != "-");
        values
            .map(|entry| (path(entry), text.get(entry.value.clone()).unwrap()))
            .collect()
    }

    #[test]
    fn keys_know_what_they_stand_under() {
        let text = "a: 1 # x\nb:\n- c: 'd e'\n  f: \"g\"\n-   h: !t i\nj:\n  - - k: l\nm: n\n";
        let expected = [
            ("a", "1"),
            ("b", ""),
            ("b.-.c", "d e"),
            ("b.-.f", "g"),
            ("b.-.h", "i"),
            ("j", ""),
            ("j.-.-.k", "l"),
            ("m", "n"),
        ];
        let shown = shown(text);
        let shown: Vec<_> = shown
            .iter()
            .map(|(path, value)| (path.as_str(), *value))
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn blocks_documents_and_templates_are_told_apart() {
        let text =
            "a: |\n  b: c\n\n  d\ne: f\n{{ if x }}\ng:\n  h: {{ .i }}\n{{ end }}\n---\nj: k\n";
        let expected = [
            ("a", "  b: c\n\n  d"),
            ("e", "f"),
            ("g", ""),
            ("g.h", "{{ .i }}"),
            ("j", "k"),
        ];
        let shown = shown(text);
        let shown: Vec<_> = shown
            .iter()
            .map(|(path, value)| (path.as_str(), *value))
            .collect();
        assert_eq!(shown, expected);
        let documents: Vec<_> = read(text).0.iter().map(|entry| entry.document).collect();
        assert_eq!(documents, [0, 0, 0, 0, 1]);
    }

    #[test]
    fn broken_and_cut_off_texts_end() {
        let text = "a: |\r\n  'b: \"c\n- - -\n\"d\": 'e\n\t- f: &x\n:\n--- \nä: ö";
        for (end, _) in text.char_indices() {
            for entry in read(&text[..end]).0 {
                assert!(text.get(entry.value).is_some());
            }
        }
    }

    #[test]
    fn keys_and_items_are_bounded() {
        let items = "- ".repeat(ENTRIES_MAX + 5);
        let (entries, whole) = read(&items);
        assert_eq!((entries.len(), whole), (ENTRIES_MAX, false));
        let keys = "a:\n".repeat(ENTRIES_MAX + 5);
        assert!(!read(&keys).1);
        assert!(read("a: b\n").1);
    }
}
