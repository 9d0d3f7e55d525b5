//! The documentation of a unit, taken from the header of its source file.

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
