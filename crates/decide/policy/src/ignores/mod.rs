//! Comments in files of configuration that accept a finding: `# seaworthy: ignore CHECK because …`.
//!
//! A comment at the end of a line covers what begins on that line, one on a line of its own what
//! begins on the next; one above the first line of a document covers all of it. The reason is a
//! part of it: without one, nothing is accepted.

mod dead_ignore;
mod ignore_without_reason;
mod parse;

use std::collections::BTreeSet;

use seaworthy_check::{Check, Examined, Exemplary, Failure, Judgement, Unit, harness};
use seaworthy_facts::manifest::Source;
use seaworthy_model::{Finding, Location, Statement, StatementStatus, Subject, SubjectKind};
use serde::Deserialize;

/// The checks of ignoring comments themselves, by id.
pub static CHECKS: &[&Check<Ignore>] = &[&dead_ignore::CHECK, &ignore_without_reason::CHECK];

/// One comment that accepts findings.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Ignore {
    /// The file.
    path: String,
    /// The line of the comment, from 1.
    line: u32,
    /// The checks that it names.
    checks: Vec<String>,
    /// Why; empty where nothing is said.
    reason: String,
    /// First and last line that it covers.
    covers: (u32, u32),
    /// Those of its checks that found something there.
    used: BTreeSet<String>,
}

impl Ignore {
    /// The comments of a file. `blocks` are first and last lines of what a comment can cover, where
    /// indentation does not tell: the instructions of a Dockerfile.
    #[must_use]
    pub fn of_file(source: &Source, blocks: Option<&[(u32, u32)]>) -> Vec<Ignore> {
        parse::ignores(source, blocks)
    }

    /// Accepts the findings that a comment covers, each with its reason. Findings must stand at the
    /// lines of the text that was given to [`Ignore::of_file`].
    pub fn apply(ignores: &mut [Ignore], findings: &mut [Finding]) {
        for finding in findings {
            let found = ignores.iter_mut().find(|ignore| ignore.fits(finding));
            let Some(ignore) = found else {
                continue;
            };
            ignore.used.insert(finding.check.clone());
            finding.statement.get_or_insert_with(|| {
                Box::new(Statement {
                    status: StatementStatus::Accepted,
                    justification: None,
                    text: Some(ignore.reason.clone()),
                    author: "a comment in the file".to_owned(),
                    source: format!("{}:{}", ignore.path, ignore.line),
                    said: None,
                })
            });
        }
    }

    /// What is wrong with the comments themselves, after they were applied.
    #[must_use]
    pub fn judge(ignores: &[Ignore]) -> Vec<Judgement> {
        let each = ignores.iter();
        each.flat_map(|ignore| CHECKS.iter().map(|check| check.run(ignore)))
            .collect()
    }

    fn fits(&self, finding: &Finding) -> bool {
        let Location::File { path, line, .. } = &finding.location else {
            return false;
        };
        let (first, last) = self.covers;
        let inside = line.is_some_and(|line| (first..=last).contains(&line));
        inside
            && *path == self.path
            && !self.reason.is_empty()
            && self.checks.contains(&finding.check)
    }

    fn failure(&self, detail: &str, message: String) -> Failure {
        let location = Location::File {
            path: self.path.clone(),
            line: Some(self.line),
            column: None,
        };
        Failure::new(message, location).key(format!("{}|{detail}", self.path))
    }
}

/// The units of these checks.
pub(crate) fn units() -> impl Iterator<Item = Unit> {
    CHECKS.iter().map(|check| check.unit())
}

/// Example texts of the check of that id: those that fire, and those that do not.
#[must_use]
pub fn examples(id: &str) -> Option<(Vec<String>, Vec<String>)> {
    let check = CHECKS.iter().find(|check| check.id() == id)?;
    Some(harness::shown_examples(check))
}

impl Examined for Ignore {
    fn subject(&self) -> Subject {
        Subject {
            kind: SubjectKind::Policy,
            name: format!("{}:{}", self.path, self.line),
            within: None,
        }
    }
}

/// An example is a text with comments, and `found: CHECK` at the lines where something is found.
impl Exemplary for Ignore {
    fn of_example(text: &str) -> Result<Self, String> {
        let source = Source::new("example.yaml", text);
        let mut ignore = parse::ignores(&source, None)
            .into_iter()
            .next()
            .ok_or_else(|| "it holds no comment that ignores".to_owned())?;
        for (line, number) in text.lines().zip(1..) {
            let Some((_, found)) = line.split_once("found: ") else {
                continue;
            };
            let (first, last) = ignore.covers;
            let found = found.trim().to_owned();
            if (first..=last).contains(&number) && ignore.checks.contains(&found) {
                ignore.used.insert(found);
            }
        }
        Ok(ignore)
    }

    fn example_line(_: &str, location: &Location) -> Option<u32> {
        match location {
            Location::File { line, .. } => *line,
            _ => None,
        }
    }
}
