//! Line numbers: where in a text something stands, found while moving forward only.

use memchr::memmem;

/// LIMIT: searches in vain after which the finder gives up, so that a text made to defeat it costs
/// a few passes and not one pass for each entry.
const MISSES_MAX: u32 = 8;

/// Finds entries of a text in their order and tells their lines.
#[derive(Debug)]
pub(crate) struct LineFinder<'a> {
    text: &'a [u8],
    offset: usize,
    line: u32,
    misses: u32,
}

impl<'a> LineFinder<'a> {
    /// Begins at line 1.
    pub(crate) fn new(text: &'a [u8]) -> Self {
        LineFinder {
            text,
            offset: 0,
            line: 1,
            misses: 0,
        }
    }

    /// The line of the next occurrence of `needle`, at or behind the last one.
    pub(crate) fn find(&mut self, needle: &[u8]) -> Option<u32> {
        if self.misses >= MISSES_MAX {
            return None;
        }
        let rest = self.text.get(self.offset..)?;
        let Some(at) = memmem::find(rest, needle) else {
            self.misses += 1;
            return None;
        };
        let start = self.offset + at;
        let line = self.at(start);
        // What was looked for may hold line ends itself.
        self.at(start + needle.len());
        Some(line)
    }

    /// Like [`Self::find`], for a JSON object key or string.
    pub(crate) fn find_json(&mut self, value: &str) -> Option<u32> {
        let mut needle = Vec::with_capacity(value.len() + 2);
        needle.push(b'"');
        needle.extend_from_slice(value.as_bytes());
        needle.push(b'"');
        self.find(&needle)
    }

    /// The line of this offset, which is not before an earlier one.
    pub(crate) fn at(&mut self, offset: usize) -> u32 {
        let between = self.text.get(self.offset..offset).unwrap_or_default();
        let newlines = memchr::memchr_iter(b'\n', between).count();
        self.line = self
            .line
            .saturating_add(u32::try_from(newlines).unwrap_or(u32::MAX));
        self.offset = offset.max(self.offset);
        self.line
    }
}

/// The lines of a text with their numbers from 1, without their line ends.
pub(crate) fn numbered(text: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    let mut number = 0_u32;
    lines(text).map(move |line| {
        number = number.saturating_add(1);
        (number, line)
    })
}

/// The lines of a text, without `\n` or `\r\n`.
pub(crate) fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest.filter(|text| !text.is_empty())?;
        let line = match memchr::memchr(b'\n', text) {
            Some(end) => {
                rest = text.get(end + 1..);
                text.get(..end).unwrap_or_default()
            }
            None => {
                rest = None;
                text
            }
        };
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_of_an_editor() {
        let all: Vec<_> = numbered(b"a\r\n\nb").collect();
        assert_eq!(all, [(1, &b"a"[..]), (2, b""), (3, b"b")]);
        assert_eq!(lines(b"").count(), 0);
        assert_eq!(lines(b"a\n").count(), 1);
    }

    #[test]
    fn entries_are_found_forwards() {
        let mut finder = LineFinder::new(b"{\n\"a\": 1,\n\"b\": {\n\"a\": 2}}");
        assert_eq!(finder.find_json("a"), Some(2));
        assert_eq!(finder.find_json("a"), Some(4));
        assert_eq!(finder.find_json("b"), None);
        let mut finder = LineFinder::new(b"x\na\nb");
        assert_eq!(finder.find(b"\na\n"), Some(1));
        assert_eq!(finder.find(b"b"), Some(3));
    }

    #[test]
    fn a_text_without_the_entries_is_given_up() {
        let mut finder = LineFinder::new(b"needle");
        for _ in 0..MISSES_MAX {
            assert_eq!(finder.find(b"absent"), None);
        }
        assert_eq!(finder.find(b"needle"), None);
    }
}
