//! The text of one file and the places in it.

use std::fmt;

/// The text of one file, with where its lines begin.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Source {
    path: String,
    text: String,
    /// Byte offset of the first character of each line.
    lines: Vec<u32>,
    /// Within long lines, now and then a byte offset with the characters before it in its line: a
    /// file of JSON may be one line, and every value in it asks for its column.
    marks: Vec<(u32, u32)>,
    recoded: bool,
}

/// A part of a [`Source`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Byte offset of the first character.
    pub start: u32,
    /// Byte offset behind the last character; the same as `start` where nothing is written.
    pub end: u32,
    /// Line of the first character, from 1.
    pub line: u32,
    /// Column of the first character in its line, in characters, from 1.
    pub column: u32,
}

/// Bytes between the marks of a long line.
const MARK_DISTANCE_BYTES: u32 = 1024;

impl Source {
    /// A file of that path (relative to what was asked for) and text.
    #[must_use]
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let mut lines = vec![0];
        let breaks = text.bytes().zip(1_u32..).filter(|(byte, _)| *byte == b'\n');
        lines.extend(breaks.map(|(_, next)| next));
        let mut source = Source {
            path: path.into(),
            text,
            lines,
            marks: Vec::new(),
            recoded: false,
        };
        source.marks = source.marks_of_long_lines();
        source
    }

    fn marks_of_long_lines(&self) -> Vec<(u32, u32)> {
        let mut marks = Vec::new();
        for line in 1..=self.lines() {
            let (first, next) = self.line_range(line);
            if next - first <= MARK_DISTANCE_BYTES {
                continue;
            }
            let mut due = first + MARK_DISTANCE_BYTES;
            let characters = self.slice(first, next).char_indices();
            for ((offset, _), count) in characters.zip(0_u32..) {
                let byte = first + u32::try_from(offset).unwrap_or(u32::MAX - first);
                if byte >= due {
                    marks.push((byte, count));
                    due = byte + MARK_DISTANCE_BYTES;
                }
            }
        }
        marks
    }

    /// Says that the text is not that of the file, which is not UTF-8 or a template: byte offsets
    /// are those of the text, not of the file, so that no edit by bytes may be made.
    #[must_use]
    pub fn recoded(mut self) -> Self {
        self.recoded = true;
        self
    }

    /// Whether the text was put into UTF-8 from another encoding.
    #[must_use]
    pub fn is_recoded(&self) -> bool {
        self.recoded
    }

    /// The path of the file.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text, as UTF-8.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Number of lines; a text that ends with a line break has an empty last line.
    #[must_use]
    pub fn lines(&self) -> u32 {
        u32::try_from(self.lines.len()).unwrap_or(u32::MAX)
    }

    /// The text of a line (from 1) without its line break; empty for a line that is not there.
    #[must_use]
    pub fn line(&self, line: u32) -> &str {
        let (start, end) = self.line_range(line);
        let text = self.slice(start, end);
        let text = text.strip_suffix('\n').unwrap_or(text);
        text.strip_suffix('\r').unwrap_or(text)
    }

    /// First byte of a line (from 1), and the first byte of the next one.
    #[must_use]
    pub fn line_range(&self, line: u32) -> (u32, u32) {
        let end = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        let index = line.saturating_sub(1) as usize;
        let start = self.lines.get(index).copied().unwrap_or(end);
        let next = self.lines.get(index + 1).copied().unwrap_or(end);
        (start, next)
    }

    /// The text between two byte offsets; empty where they do not fit the text.
    #[must_use]
    pub fn slice(&self, start: u32, end: u32) -> &str {
        self.text
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }

    /// The line (from 1) that holds a byte.
    #[must_use]
    pub fn line_of(&self, offset: u32) -> u32 {
        let line = self.lines.partition_point(|start| *start <= offset);
        u32::try_from(line).unwrap_or(u32::MAX).max(1)
    }

    /// The place of a range of bytes.
    #[must_use]
    pub fn place(&self, start: u32, end: u32) -> Place {
        let line = self.line_of(start);
        let (first, _) = self.line_range(line);
        let mark = self.marks.partition_point(|(byte, _)| *byte <= start);
        let mark = mark.checked_sub(1).and_then(|index| self.marks.get(index));
        let (from, counted) = mark
            .copied()
            .filter(|(byte, _)| *byte > first)
            .unwrap_or((first, 0));
        let between = self.slice(from, start).chars().count();
        let before = counted.saturating_add(u32::try_from(between).unwrap_or(u32::MAX));
        // A byte order mark is no column.
        let marked = first == 0 && start > 0 && self.text.starts_with('\u{feff}');
        Place {
            start,
            end,
            line,
            column: before.saturating_add(1) - u32::from(marked),
        }
    }
}

/// The path only: a text may be long, and may hold what is not for logs.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Source").field(&self.path).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_lines_and_characters_from_one() {
        let source = Source::new("a.yaml", "a: 1\r\nä: ü\n");
        let place = source.place(10, 12);
        assert_eq!((place.line, place.column), (2, 4));
        assert_eq!(source.slice(place.start, place.end), "ü");
        assert_eq!(source.line(1), "a: 1");
        assert_eq!(source.line(2), "ä: ü");
        assert_eq!(source.line(3), "");
        assert_eq!(source.lines(), 3);
    }

    #[test]
    fn columns_of_long_lines_are_those_of_short_ones() {
        let line = "äb\u{1f980}".repeat(3000);
        let text = format!("\u{feff}{line}\n{line}\nx\n");
        let source = Source::new("a.json", text.as_str());
        let (second, _) = source.line_range(2);
        for (count, (offset, _)) in line.char_indices().enumerate() {
            let column = u32::try_from(count).unwrap() + 1;
            let offset = u32::try_from(offset).unwrap();
            let place = source.place(second + offset, second + offset);
            assert_eq!((place.line, place.column), (2, column));
            assert_eq!(source.place(3 + offset, 3 + offset).column, column);
        }
        let (third, _) = source.line_range(3);
        assert_eq!(source.place(third, third + 1).column, 1);
    }

    #[test]
    fn places_outside_of_the_text_are_empty() {
        let source = Source::new("a.yaml", "ä");
        assert_eq!(source.slice(1, 2), "");
        assert_eq!(source.slice(5, 9), "");
        assert_eq!(source.place(7, 9).line, 1);
        assert_eq!(source.line(0), "ä");
        assert_eq!(source.line(9), "");
    }

    #[test]
    fn debug_does_not_tell_the_text() {
        let source = Source::new("a.yaml", "password: hidden");
        assert_eq!(format!("{source:?}"), "Source(\"a.yaml\")");
    }
}
