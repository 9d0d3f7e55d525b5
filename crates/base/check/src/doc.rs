//! The documentation of a unit, taken from the header of its source file.

/// The `//!` lines at the head of a Rust source, taken in when the program is built. The rest of
/// the source is no part of the program. The path is relative to the file that asks.
#[macro_export]
macro_rules! header {
    ($file:literal) => {{
        const SOURCE: &str = include_str!($file);
        const HEADER: [u8; $crate::header_bytes(SOURCE)] = $crate::header_of(SOURCE);
        const TEXT: &str = match ::core::str::from_utf8(&HEADER) {
            Ok(text) => text,
            Err(_) => "",
        };
        TEXT
    }};
}

/// Bytes of the `//!` lines at the head of a source.
#[doc(hidden)]
#[must_use]
pub const fn header_bytes(source: &str) -> usize {
    let bytes = source.as_bytes();
    let mut at = 0;
    while at + 2 < bytes.len()
        && bytes[at] == b'/'
        && bytes[at + 1] == b'/'
        && bytes[at + 2] == b'!'
    {
        while at < bytes.len() && bytes[at] != b'\n' {
            at += 1;
        }
        if at < bytes.len() {
            at += 1;
        }
    }
    at
}

/// The first bytes of a source.
#[doc(hidden)]
#[must_use]
pub const fn header_of<const N: usize>(source: &str) -> [u8; N] {
    let bytes = source.as_bytes();
    let mut header = [0; N];
    let mut at = 0;
    while at < N {
        header[at] = bytes[at];
        at += 1;
    }
    header
}

/// The parts of a header: a sentence, `# Why`, `# Fix` and `# See`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doc {
    /// The first sentence: what holds when all is well.
    pub title: String,
    /// Why it matters.
    pub why: String,
    /// What to do.
    pub fix: String,
    /// Numbers of frameworks and standards, one a line.
    pub see: Vec<String>,
}

impl Doc {
    /// Reads the `//!` lines at the head of a Rust source.
    #[must_use]
    pub fn of_source(source: &str) -> Self {
        let lines = source
            .lines()
            .take_while(|line| line.starts_with("//!"))
            .map(|line| line.trim_start_matches("//!").trim());
        let mut doc = Doc::default();
        let mut part = "";
        for line in lines {
            match line {
                "# Why" | "# Fix" | "# See" => part = line,
                "" => {}
                _ => match part {
                    "# Why" => join(&mut doc.why, line),
                    "# Fix" => join(&mut doc.fix, line),
                    "# See" => doc.see.push(line.to_owned()),
                    _ => join(&mut doc.title, line),
                },
            }
        }
        doc
    }

    /// What is missing for a reader: the names of empty parts.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        [
            ("title", &self.title),
            ("# Why", &self.why),
            ("# Fix", &self.fix),
        ]
        .into_iter()
        .filter(|(_, text)| text.is_empty())
        .map(|(name, _)| name)
        .collect()
    }
}

fn join(text: &mut String, line: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_part_by_part() {
        let doc = Doc::of_source(
            "//! A container\n//! does not run.\n//!\n//! # Why\n//! It\n//! hurts.\n//!\n\
             //! # Fix\n//! Stop.\n//!\n//! # See\n//! CIS 1.2\nuse x;\n//! no",
        );
        assert_eq!(doc.title, "A container does not run.");
        assert_eq!(doc.why, "It hurts.");
        assert_eq!(doc.fix, "Stop.");
        assert_eq!(doc.see, ["CIS 1.2"]);
        assert!(doc.missing().is_empty());
        assert_eq!(Doc::of_source("//! Title.").missing(), ["# Why", "# Fix"]);
    }
}
