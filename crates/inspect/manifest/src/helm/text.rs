//! Text of the template language, which remembers for each line where it was written.

use std::rc::Rc;

use super::value::PathId;

/// Where a line of text was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LineMark {
    /// The number of the template file, and one; 0 where nothing is known.
    pub(super) file: u32,
    /// Its line, from 1.
    pub(super) line: u32,
    /// The set of values' paths that were read for it; 0 is none.
    pub(super) reads: u32,
    /// The one path whose value this line shows, where there is one.
    pub(super) path: PathId,
}

/// An immutable text; a clone costs nothing.
#[derive(Clone, Debug)]
pub(super) struct Text {
    text: Rc<str>,
    marks: Option<Rc<[LineMark]>>,
}

impl Text {
    /// A text whose lines have marks.
    pub(super) fn marked(text: &str, marks: Vec<LineMark>) -> Self {
        Self {
            text: Rc::from(text),
            marks: Some(Rc::from(marks)),
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// The marks of its lines, where they are known.
    pub(super) fn marks(&self) -> Option<&[LineMark]> {
        self.marks.as_deref()
    }

    /// The same lines with other text, made from this one.
    pub(super) fn relined(&self, text: String, lines_before: usize) -> Self {
        let marks = self.marks.as_ref().map(|marks| {
            let first = marks.first().copied().unwrap_or_default();
            let before = std::iter::repeat_n(first, lines_before);
            before.chain(marks.iter().copied()).collect()
        });
        Self {
            text: Rc::from(text),
            marks,
        }
    }

    /// A part of this text, by bytes that are boundaries of characters.
    pub(super) fn part(&self, start: usize, end: usize) -> Self {
        let text = self.text.get(start..end).unwrap_or_default();
        let marks = self.marks.as_ref().map(|marks| {
            let before = self.text.get(..start).unwrap_or_default();
            let skipped = before.bytes().filter(|byte| *byte == b'\n').count();
            let count = text.bytes().filter(|byte| *byte == b'\n').count() + 1;
            marks.iter().skip(skipped).take(count).copied().collect()
        });
        Self {
            text: Rc::from(text),
            marks,
        }
    }
}

impl std::ops::Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self {
            text: Rc::from(text),
            marks: None,
        }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self {
            text: Rc::from(text),
            marks: None,
        }
    }
}

impl From<Rc<str>> for Text {
    fn from(text: Rc<str>) -> Self {
        Self { text, marks: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(line: u32) -> LineMark {
        LineMark {
            line,
            ..LineMark::default()
        }
    }

    #[test]
    fn a_part_keeps_the_marks_of_its_lines() {
        let text = Text::marked("a\nb\nc", vec![mark(1), mark(2), mark(3)]);
        assert_eq!(text.part(2, 5).marks(), Some(&[mark(2), mark(3)][..]));
        assert_eq!(text.part(1, 2).marks(), Some(&[mark(1), mark(2)][..]));
    }
}
