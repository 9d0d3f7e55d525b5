//! Places of findings as ranges of a text, and changes of lines as edits of it.

use seaworthy_model::Patch;

use super::protocol::{Position, Range, TextEdit};

/// The range of a place: from its column, or the first character of its line, to the end of the
/// line. Lines and columns count from 1, columns in characters; the range counts from 0, in units
/// of UTF-16. A place beyond the text is moved into it.
pub(super) fn range_of(lines: &[&str], line: Option<u32>, column: Option<u32>) -> Range {
    let last = u32::try_from(lines.len().saturating_sub(1)).unwrap_or(u32::MAX);
    let line = line.unwrap_or(1).saturating_sub(1).min(last);
    let text = lines.get(line as usize).copied().unwrap_or_default();
    let text = text.trim_end();
    let blank = || text.chars().take_while(|c| c.is_whitespace()).count();
    let before = column.map_or_else(blank, |column| column.saturating_sub(1) as usize);
    let start = text.chars().take(before).map(char::len_utf16).sum();
    let at = |character: usize| Position {
        line,
        character: u32::try_from(character).unwrap_or(u32::MAX),
    };
    Range {
        start: at(start),
        end: at(text.chars().map(char::len_utf16).sum()),
    }
}

/// The lines of a text, without what ends them.
pub(super) fn lines_of(text: &str) -> Vec<&str> {
    let lines = text.split('\n');
    lines
        .map(|line| line.strip_suffix('\r').unwrap_or(line))
        .collect()
}

/// A change of lines as an edit of a text; nothing where the text does not hold the lines.
pub(super) fn edit_of(patch: &Patch, text: &str) -> Option<TextEdit> {
    let lines = lines_of(text);
    let start = (patch.line as usize).checked_sub(1)?;
    let stop = start.checked_add(patch.remove.len())?;
    if lines.get(start..stop)? != patch.remove {
        return None;
    }
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let at = |line: usize, character: usize| {
        let line = u32::try_from(line).ok()?;
        let character = u32::try_from(character).ok()?;
        Some(Position { line, character })
    };
    let (from, to, new_text);
    if stop < lines.len() {
        (from, to) = (at(start, 0)?, at(stop, 0)?);
        let each = patch.insert.iter().map(|line| format!("{line}{end}"));
        new_text = each.collect();
    } else {
        // No line follows that the edit could end at.
        let width = |line: Option<&&str>| line.map_or(0, |line| line.encode_utf16().count());
        to = at(lines.len().saturating_sub(1), width(lines.last()))?;
        let joined = patch.insert.join(end);
        (from, new_text) = match (patch.remove.is_empty(), patch.insert.is_empty()) {
            (true, _) => (to, format!("{end}{joined}")),
            (false, true) if start > 0 => {
                let above = lines.get(start.checked_sub(1)?);
                (at(start.checked_sub(1)?, width(above))?, joined)
            }
            (false, _) => (at(start, 0)?, joined),
        };
    }
    let range = Range {
        start: from,
        end: to,
    };
    Some(TextEdit { range, new_text })
}

/// A comment above a line, as far in as the line.
pub(super) fn comment_above(text: &str, line: u32, comment: &str) -> Option<TextEdit> {
    let lines = lines_of(text);
    let below = lines.get(line as usize)?;
    let indent = &below[..below.len() - below.trim_start().len()];
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let at = Position { line, character: 0 };
    Some(TextEdit {
        range: Range { start: at, end: at },
        new_text: format!("{indent}{comment}{end}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    /// Applies an edit as an editor does.
    fn apply(text: &str, edit: &TextEdit) -> String {
        let offset = |at: Position| {
            let start = text.split_inclusive('\n').take(at.line as usize);
            let start: usize = start.map(str::len).sum();
            let mut units = 0;
            let inside = text[start..].char_indices().find(|(_, c)| {
                let reached = units >= at.character as usize;
                units += c.len_utf16();
                reached
            });
            inside.map_or(text.len(), |(bytes, _)| start + bytes)
        };
        let (start, end) = (offset(edit.range.start), offset(edit.range.end));
        format!("{}{}{}", &text[..start], edit.new_text, &text[end..])
    }

    fn patch(line: u32, remove: &[&str], insert: &[&str]) -> Patch {
        Patch {
            path: "a".to_owned(),
            line,
            remove: remove.iter().map(|&line| line.to_owned()).collect(),
            insert: insert.iter().map(|&line| line.to_owned()).collect(),
        }
    }

    #[test]
    fn columns_are_counted_in_units_of_utf_16() {
        let lines = lines_of("a: \u{1f600}\u{e9} # x  \r\n  b: 1");
        let range = range_of(&lines, Some(1), Some(5));
        assert_eq!((range.start, range.end), (position(0, 5), position(0, 10)));
        let range = range_of(&lines, Some(2), None);
        assert_eq!((range.start, range.end), (position(1, 2), position(1, 6)));
        let range = range_of(&lines, Some(99), Some(99));
        assert_eq!((range.start, range.end), (position(1, 6), position(1, 6)));
        assert_eq!(range_of(&[], None, Some(3)), Range::default());
    }

    #[test]
    fn a_change_of_lines_is_the_same_change_as_an_edit() {
        for (text, patch, expected) in [
            ("a\nb\nc\n", patch(2, &["b"], &["x", "y"]), "a\nx\ny\nc\n"),
            ("a\r\nb\r\n", patch(2, &["b"], &["x"]), "a\r\nx\r\n"),
            ("a\nb", patch(2, &["b"], &["x"]), "a\nx"),
            ("a\nb", patch(2, &["b"], &[]), "a"),
            ("a\nb", patch(3, &[], &["c"]), "a\nb\nc"),
            ("a\nb\n", patch(3, &[], &["c"]), "a\nb\nc\n"),
            ("a\nb\n", patch(1, &[], &["z"]), "z\na\nb\n"),
            ("a", patch(1, &["a"], &[]), ""),
            ("a\n\u{1f600}b", patch(2, &["\u{1f600}b"], &["x"]), "a\nx"),
        ] {
            let edit = edit_of(&patch, text).unwrap();
            assert_eq!(apply(text, &edit), expected, "{patch:?}");
        }
    }

    #[test]
    fn a_change_of_another_text_is_no_edit() {
        assert_eq!(edit_of(&patch(1, &["x"], &[]), "a\n"), None);
        assert_eq!(edit_of(&patch(9, &["x"], &[]), "a\n"), None);
        assert_eq!(edit_of(&patch(0, &[], &["x"]), "a\n"), None);
    }

    #[test]
    fn a_comment_stands_above_its_line_and_as_far_in() {
        let text = "a:\r\n  b: 1\r\n";
        let edit = comment_above(text, 1, "# c").unwrap();
        assert_eq!(apply(text, &edit), "a:\r\n  # c\r\n  b: 1\r\n");
        assert_eq!(comment_above(text, 9, "# c"), None);
    }
}
