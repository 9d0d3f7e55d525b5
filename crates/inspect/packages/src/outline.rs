//! Machine-written YAML as an outline: lines with their depth, key and value.
//!
//! Lock files of Dart, CocoaPods and Stack are written by one program each, always in the block
//! style of YAML 1.2 without anchors, tags or multi-line texts. Reading them line by line keeps
//! what stands before a damaged line and gives line numbers for nothing.

use std::borrow::Cow;

use crate::lines::numbered;

/// LIMIT: bytes of a line. Longer ones are cut: keys and versions stand at the beginning.
const LINE_BYTES_MAX: usize = 16 * 1024;

/// One line that says something.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Item<'a> {
    /// Its number from 1.
    pub(crate) line: u32,
    /// Columns before its text; for an entry, those before the dash.
    pub(crate) indent: usize,
    /// Whether it is an entry of a list (`- `).
    pub(crate) is_entry: bool,
    /// The key, or the whole text where there is none.
    pub(crate) key: Cow<'a, str>,
    /// The text behind the colon; empty where nothing stands there.
    pub(crate) value: Cow<'a, str>,
}

/// The lines of a text that are neither empty nor comments.
pub(crate) fn outline(text: &[u8]) -> impl Iterator<Item = Item<'_>> {
    numbered(text).filter_map(|(line, bytes)| {
        let bytes = bytes.get(..LINE_BYTES_MAX).unwrap_or(bytes);
        let mut body = bytes.trim_ascii_start();
        let indent = bytes.len() - body.len();
        body = body.trim_ascii_end();
        let is_entry = body.starts_with(b"- ") || body == b"-";
        if is_entry {
            body = body.get(1..).unwrap_or_default().trim_ascii_start();
        }
        if body.is_empty() && !is_entry || body.starts_with(b"#") {
            return None;
        }
        let (key, value) = split(body);
        Some(Item {
            line,
            indent,
            is_entry,
            key: unquoted(key),
            value: unquoted(value),
        })
    })
}

/// A key and what stands behind its colon. A colon inside of quotes or words is none.
fn split(body: &[u8]) -> (&[u8], &[u8]) {
    let quote = body
        .first()
        .copied()
        .filter(|byte| matches!(byte, b'"' | b'\''));
    let from = match quote {
        Some(quote) => {
            let rest = body.get(1..).unwrap_or_default();
            memchr::memchr(quote, rest).map_or(body.len(), |end| end + 2)
        }
        None => 0,
    };
    let colon = body
        .iter()
        .enumerate()
        .skip(from)
        .filter(|(_, byte)| **byte == b':')
        .map(|(at, _)| at)
        .find(|at| body.get(at + 1).is_none_or(|next| *next == b' '));
    match colon {
        Some(at) => {
            let (key, value) = body.split_at(at);
            (key, value.get(1..).unwrap_or_default().trim_ascii())
        }
        None => (body, b""),
    }
}

fn unquoted(text: &[u8]) -> Cow<'_, str> {
    let quoted = match text {
        [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] => inner,
        _ => text,
    };
    String::from_utf8_lossy(quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_depth_key_and_value() {
        let text =
            b"# note\npackages:\n  \"a: b\": 'c'\n\n  - x (1.0):\n    -\n  url: https://h/p\n";
        let items: Vec<_> = outline(text).collect();
        let seen: Vec<_> = items
            .iter()
            .map(|item| {
                (
                    item.line,
                    item.indent,
                    item.is_entry,
                    &*item.key,
                    &*item.value,
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                (2, 0, false, "packages", ""),
                (3, 2, false, "a: b", "c"),
                (5, 2, true, "x (1.0)", ""),
                (6, 4, true, "", ""),
                (7, 2, false, "url", "https://h/p"),
            ]
        );
    }

    #[test]
    fn any_bytes_give_lines() {
        assert_eq!(outline(b"\xff\xfe: \"").count(), 1);
        let long = vec![b'x'; LINE_BYTES_MAX + 5];
        assert_eq!(outline(&long).next().unwrap().key.len(), LINE_BYTES_MAX);
        assert_eq!(outline(b"\"open").next().unwrap().key, "\"open");
    }
}
