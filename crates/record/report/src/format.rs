//! The list of report formats, and what each of them is.

use std::fmt;
use std::io;
use std::str::FromStr;

use seaworthy_facts::Facts;
use seaworthy_model::Assessment;

use crate::{
    FormatError, RenderOptions, WriteReportError, codequality, csv, cyclonedx, github, gitlab,
    html, json, junit, markdown, openvex, sarif, spdx, table, template, text,
};

/// Every format. Adding one is its file, its `mod` line and an entry here.
static FORMATS: [Format; 14] = [
    Format(&table::FORMAT),
    Format(&json::FORMAT),
    Format(&sarif::FORMAT),
    Format(&cyclonedx::FORMAT),
    Format(&spdx::FORMAT),
    Format(&html::FORMAT),
    Format(&markdown::FORMAT),
    Format(&junit::FORMAT),
    Format(&csv::FORMAT),
    Format(&openvex::FORMAT),
    Format(&github::FORMAT),
    Format(&gitlab::FORMAT),
    Format(&codequality::FORMAT),
    Format(&template::FORMAT),
];

/// What a format's file says of it.
pub(crate) struct FormatUnit {
    /// The word of the command line, lower case.
    pub(crate) id: &'static str,
    /// Media type as registered, or as the standard asks for.
    pub(crate) media_type: &'static str,
    /// What the format is for: one sentence.
    pub(crate) doc: &'static str,
    /// Writes the whole document.
    pub(crate) write: Render,
}

/// How a format writes one assessment.
pub(crate) type Render =
    fn(&Assessment<Facts>, &RenderOptions<'_>, &mut dyn io::Write) -> Result<(), WriteReportError>;

/// A report format.
#[derive(Clone, Copy)]
pub struct Format(&'static FormatUnit);

/// Every report format, the default one first.
#[must_use]
pub fn formats() -> &'static [Format] {
    &FORMATS
}

impl Format {
    /// The word of the command line, such as `sarif`.
    #[must_use]
    pub fn id(self) -> &'static str {
        self.0.id
    }

    /// The media type of its documents.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        self.0.media_type
    }

    /// What it is for, in one sentence.
    #[must_use]
    pub fn doc(self) -> &'static str {
        self.0.doc
    }

    /// Writes an assessment in this format. Give a buffered writer: the pieces are small.
    ///
    /// # Errors
    /// The writer's own failure, or a value that the format cannot hold.
    pub fn write(
        self,
        assessment: &Assessment<Facts>,
        options: &RenderOptions<'_>,
        out: &mut dyn io::Write,
    ) -> Result<(), WriteReportError> {
        (self.0.write)(assessment, options, out)
    }
}

impl Default for Format {
    /// `table`.
    fn default() -> Self {
        Format(&table::FORMAT)
    }
}

impl FromStr for Format {
    type Err = FormatError;

    fn from_str(word: &str) -> Result<Self, FormatError> {
        let found = FORMATS.iter().find(|format| format.id() == word);
        found.copied().ok_or_else(|| FormatError {
            given: text::fit(&text::clean(word), 40),
            known: FORMATS.map(Format::id).join(", "),
        })
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl Eq for Format {}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Format({})", self.id())
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_found_by_its_own_word_only() {
        for format in formats() {
            assert_eq!(format.id().parse::<Format>().unwrap(), *format);
            assert!(format.doc().ends_with('.'), "{format}");
            assert!(format.media_type().contains('/'), "{format}");
        }
        let error = "s\u{1b}[31mbom".parse::<Format>().unwrap_err().to_string();
        assert_eq!(
            error,
            "unknown report format `s\\u{1b}[31mbom`; use table, json, sarif, cyclonedx, spdx, \
             html, markdown, junit, csv, openvex, github, gitlab, gitlab-codequality, template"
        );
    }
}
