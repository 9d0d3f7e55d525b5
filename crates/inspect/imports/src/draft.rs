//! A report while it is read: results and what is unread, both bounded.

use seaworthy_facts::{
    ImportBinding, ImportFormat, ImportedReport, ImportedResult, ImportedTool, Unread,
};
use seaworthy_model::Digest;

use crate::limits::{NAME_CHARS_MAX, RESULTS_MAX, UNREAD_MAX};
use crate::text;

/// A report that grows.
pub(crate) struct Draft {
    report: ImportedReport,
    results_left_out: usize,
    unread_left_out: usize,
}

impl Draft {
    pub(crate) fn new(file: &str, document: Digest, format: ImportFormat) -> Self {
        Draft {
            report: ImportedReport {
                file: file.to_owned(),
                document,
                format,
                about: None,
                binding: ImportBinding::CommandLine,
                named: Vec::new(),
                tools: Vec::new(),
                results: Vec::new(),
                passed: 0,
                unread: Vec::new(),
            },
            results_left_out: 0,
            unread_left_out: 0,
        }
    }

    /// The number of a tool, which is noted where it is new.
    pub(crate) fn tool(&mut self, name: &str, version: &str) -> u32 {
        let name = text::line(name, NAME_CHARS_MAX);
        let version = text::line(version, NAME_CHARS_MAX);
        let tool = ImportedTool {
            name: match name.is_empty() {
                true => "unnamed tool".to_owned(),
                false => name,
            },
            version: (!version.is_empty()).then_some(version),
        };
        let known = self.report.tools.iter().position(|known| *known == tool);
        let number = known.unwrap_or_else(|| {
            self.report.tools.push(tool);
            self.report.tools.len() - 1
        });
        u32::try_from(number).unwrap_or(u32::MAX)
    }

    /// Whether there is room for another result.
    pub(crate) fn is_full(&self) -> bool {
        self.report.results.len() >= RESULTS_MAX
    }

    pub(crate) fn result(&mut self, result: ImportedResult) {
        if self.is_full() {
            self.results_left_out += 1;
        } else {
            self.report.results.push(result);
        }
    }

    /// Results for which a list had no room.
    pub(crate) fn left_out(&mut self, results: usize) {
        self.results_left_out += results;
    }

    /// A result that says that nothing is wrong.
    pub(crate) fn passed(&mut self) {
        self.report.passed += 1;
    }

    /// An image that the file says it is about.
    pub(crate) fn named(&mut self, digest: Digest) {
        if !self.report.named.contains(&digest) && self.report.named.len() < UNREAD_MAX {
            self.report.named.push(digest);
        }
    }

    /// What could not be read: where in the file, and why not.
    pub(crate) fn unread(&mut self, place: impl Into<String>, reason: impl Into<String>) {
        if self.report.unread.len() >= UNREAD_MAX {
            self.unread_left_out += 1;
            return;
        }
        let place = text::line(&place.into(), NAME_CHARS_MAX);
        let reason = text::line(&reason.into(), NAME_CHARS_MAX);
        let format = self.report.format.as_str();
        self.report.unread.push(Unread::new(place, format, reason));
    }

    pub(crate) fn finish(mut self) -> ImportedReport {
        let format = self.report.format.as_str();
        if self.results_left_out > 0 {
            let reason = format!(
                "{} results beyond the {RESULTS_MAX} that are read of one file",
                self.results_left_out
            );
            self.report.unread.push(Unread::new("", format, reason));
        }
        if self.unread_left_out > 0 {
            let reason = format!("{} more things could not be read", self.unread_left_out);
            self.report.unread.push(Unread::new("", format, reason));
        }
        self.report
    }
}
