//! Proves the examples of checks: what fires does so where its mark stands, the rest is silent.

use std::collections::BTreeSet;

use seaworthy_catalogue::control;
use seaworthy_model::{Finding, Location, Patch};

use crate::{Check, Examined, Exemplary};

/// The mark of an expected finding at the end of a line: `#! message`.
const MARK: &str = "#!";
/// Behind the mark, on a line of its own: the message above goes on.
const MORE: char = '+';

/// A text in the form of the group, with `#! message` at the end of each line at which a finding is
/// expected, or below it on a line of its own, which is not a part of the text; `#!+` goes on with
/// the message above. Without a mark, nothing may be found.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    text: &'static str,
}

impl Example {
    /// An example; common indentation is taken away before it is read.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Example { text }
    }

    /// The text without marks and common indentation, as documentation shows it.
    #[must_use]
    pub fn shown(&self) -> String {
        let mut shown = String::new();
        for line in dedent(self.text) {
            if line.trim_start().starts_with(MARK) {
                continue;
            }
            shown.push_str(line.split(MARK).next().unwrap_or_default().trim_end());
            shown.push('\n');
        }
        shown
    }

    /// Whether a finding is expected.
    #[must_use]
    pub fn fires(&self) -> bool {
        self.text.contains(MARK)
    }

    fn expected(&self) -> BTreeSet<(u32, String)> {
        let mut expected: Vec<(u32, String)> = Vec::new();
        let mut number = 0;
        for line in dedent(self.text) {
            let is_own = line.trim_start().starts_with(MARK);
            if !is_own {
                number += 1;
            }
            let Some((_, message)) = line.split_once(MARK) else {
                continue;
            };
            match (message.strip_prefix(MORE), expected.last_mut()) {
                (Some(more), Some((_, last))) if is_own => {
                    last.push(' ');
                    last.push_str(more.trim());
                }
                _ => expected.push((number, message.trim().to_owned())),
            }
        }
        expected.into_iter().collect()
    }
}

/// How the examples of a group are read, where that takes a reader of `inspect`.
#[derive(Debug)]
pub struct Reader<S> {
    /// The facts that an example text describes, or the reason why it describes none.
    pub read: fn(&str) -> Result<S, String>,
    /// The line of an example, from 1, at which a place stands; `None` where the form of example
    /// has no lines for such places.
    pub line: fn(&str, &Location) -> Option<u32>,
}

/// Checks a whole group: documentation complete, controls known, ids unique, examples true.
///
/// # Errors
/// Every complaint, as one sentence each, with the id of the check.
pub fn prove<S: Exemplary>(checks: &[&Check<S>]) -> Result<(), Vec<String>> {
    let reader = Reader {
        read: S::of_example,
        line: S::example_line,
    };
    prove_with(checks, &reader)
}

/// As [`prove`], with a reader of examples. The changes that findings offer are made to the
/// example and must remove them, and nothing may be left to change after that.
///
/// # Errors
/// Every complaint, as one sentence each, with the id of the check.
pub fn prove_with<S: Examined>(
    checks: &[&Check<S>],
    reader: &Reader<S>,
) -> Result<(), Vec<String>> {
    let mut complaints = Vec::new();
    let mut ids = BTreeSet::new();
    for check in checks {
        let id = check.id();
        if !ids.insert(id.to_owned()) {
            complaints.push(format!("{id}: the id is taken twice"));
        }
        if control(check.control()).is_none() {
            complaints.push(format!("{id}: no control {}", check.control()));
        }
        for part in check.unit().doc.missing() {
            complaints.push(format!("{id}: the header lacks {part}"));
        }
        if !check.examples.iter().any(Example::fires) {
            complaints.push(format!("{id}: no example fires"));
        }
        if check.examples.iter().all(Example::fires) {
            complaints.push(format!("{id}: no example stays silent"));
        }
        for (example, number) in check.examples.iter().zip(1..) {
            if let Err(complaint) = prove_example(check, example, reader) {
                complaints.push(format!("{id}: example {number}: {complaint}"));
            }
        }
    }
    if complaints.is_empty() {
        Ok(())
    } else {
        Err(complaints)
    }
}

fn prove_example<S: Examined>(
    check: &Check<S>,
    example: &Example,
    reader: &Reader<S>,
) -> Result<(), String> {
    let text = example.shown();
    let target = (reader.read)(&text)?;
    let judgement = check.run(&target);
    let expected = example.expected();
    let mut found = BTreeSet::new();
    for finding in &judgement.findings {
        let line = (reader.line)(&text, &finding.location);
        // Where the form of example has no line for the place, the message alone must agree.
        let line = line.or_else(|| {
            let same = expected
                .iter()
                .find(|(_, message)| *message == finding.message);
            same.map(|(line, _)| *line)
        });
        found.insert((line.unwrap_or_default(), finding.message.clone()));
    }
    if found != expected {
        return Err(format!("expected {expected:?}, found {found:?}"));
    }
    prove_patches(check, &text, judgement.findings, reader)
}

/// LIMIT: rounds of changes to one example. Findings that change the same lines wait for the next.
const ROUNDS_MAX: usize = 20;

/// Makes the changes that findings offer, as long as there are any.
fn prove_patches<S: Examined>(
    check: &Check<S>,
    text: &str,
    mut findings: Vec<Finding>,
    reader: &Reader<S>,
) -> Result<(), String> {
    let mut text = text.to_owned();
    for _ in 0..ROUNDS_MAX {
        let without = findings.iter().filter(|finding| patch(finding).is_none());
        let (left, all) = (without.count(), findings.len());
        let Some(patch) = findings.iter().find_map(patch) else {
            return Ok(());
        };
        text = apply(&text, patch)?;
        let target = (reader.read)(&text)?;
        findings = check.run(&target).findings;
        if findings.len() >= all || findings.len() < left {
            return Err(format!(
                "the change leaves {} of {all} findings in:\n{text}",
                findings.len()
            ));
        }
    }
    Err(format!("{ROUNDS_MAX} changes did not suffice"))
}

fn patch(finding: &Finding) -> Option<&Patch> {
    finding.remedy.as_ref()?.patch.as_ref()
}

fn apply(text: &str, patch: &Patch) -> Result<String, String> {
    let mut lines: Vec<&str> = text.lines().collect();
    let start = (patch.line as usize).saturating_sub(1);
    let end = start + patch.remove.len();
    if lines.get(start..end).is_none_or(|old| old != patch.remove) {
        return Err(format!("the change does not fit its lines: {patch:?}"));
    }
    lines.splice(start..end, patch.insert.iter().map(String::as_str));
    Ok(lines.join("\n") + "\n")
}

/// The line of a block-style YAML text at which the field of a dotted path stands, from 1. Items of
/// lists are numbers in brackets: `layers[0].created_by`.
#[must_use]
pub fn yaml_line(text: &str, path: &str) -> Option<u32> {
    let path = path.replace('[', ".[").replace(']', "");
    let mut wanted = path.split('.').filter(|part| !part.is_empty()).peekable();
    let mut depth = 0;
    let mut item = 0;
    for (line, number) in text.lines().zip(1u32..) {
        let indent = line.len() - line.trim_start().len();
        if line.trim().is_empty() || indent < depth {
            continue;
        }
        let mut rest = line.trim_start();
        let mut at = indent;
        if let Some(index) = wanted.peek().and_then(|part| part.strip_prefix('[')) {
            let Some(after) = rest.strip_prefix('-') else {
                continue;
            };
            if item < index.parse::<u32>().ok()? {
                item += 1;
                continue;
            }
            wanted.next();
            item = 0;
            at += 1 + after.len() - after.trim_start().len();
            rest = after.trim_start();
            depth = at;
            if wanted.peek().is_none() {
                return Some(number);
            }
        }
        let key = wanted.peek()?;
        if rest.split(':').next().map(|name| name.trim_matches('"')) == Some(key) {
            wanted.next();
            if wanted.peek().is_none() {
                return Some(number);
            }
            depth = at + usize::from(!wanted.peek()?.starts_with('['));
        }
    }
    None
}

fn dedent(text: &str) -> Vec<&str> {
    let lines: Vec<&str> = text
        .lines()
        .skip_while(|line| line.trim().is_empty())
        .collect();
    let indent = lines
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start().len())
        .min()
        .unwrap_or_default();
    let mut lines: Vec<&str> = lines
        .into_iter()
        .map(|line| line.get(indent..).unwrap_or_default())
        .collect();
    while lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
    lines
}

/// The examples of a check as people read them: those that fire, and those that do not.
#[must_use]
pub fn shown_examples<S>(check: &Check<S>) -> (Vec<String>, Vec<String>) {
    let (bad, good): (Vec<&Example>, Vec<&Example>) =
        check.examples.iter().partition(|example| example.fires());
    let shown = |list: Vec<&Example>| list.into_iter().map(Example::shown).collect();
    (shown(bad), shown(good))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "config:\n  user: root\n  env:\n    A: b\n\
                        layers:\n  - created_by: x\n  - created_by: y\n    size: 3\n";

    #[test]
    fn a_dotted_path_leads_to_its_line() {
        assert_eq!(yaml_line(TEXT, "config.user"), Some(2));
        assert_eq!(yaml_line(TEXT, "config.env.A"), Some(4));
        assert_eq!(yaml_line(TEXT, "layers[1].size"), Some(8));
        assert_eq!(yaml_line(TEXT, "layers[0].created_by"), Some(6));
        assert_eq!(yaml_line(TEXT, "config.none"), None);
    }

    #[test]
    fn a_mark_below_a_line_is_about_it_and_may_go_on() {
        let example = Example::new(
            "
                a:
                  b: c
                  #! b is
                  #!+ c
                  d: e   #! d is e
            ",
        );
        assert_eq!(example.shown(), "a:\n  b: c\n  d: e\n");
        let expected = [(2, "b is c".to_owned()), (3, "d is e".to_owned())];
        assert_eq!(example.expected(), BTreeSet::from(expected));
    }

    #[test]
    fn an_example_is_shown_without_its_marks() {
        let example = Example::new(
            "
                a:
                  b: c   #! b is c
            ",
        );
        assert_eq!(example.shown(), "a:\n  b: c\n");
        assert!(example.fires());
        assert_eq!(
            example.expected().into_iter().next(),
            Some((2, "b is c".to_owned()))
        );
    }
}
