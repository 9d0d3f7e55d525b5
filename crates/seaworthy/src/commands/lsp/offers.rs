//! What an editor shows and offers at a place: explanations and changes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use seaworthy_check::{Doc, UnitKind};
use serde_json::{Value, json};

use super::documents::{Document, Documents, Shown};
use super::protocol::{CodeAction, Position, Range, TextEdit, WorkspaceEdit};
use super::wire::MESSAGE_BYTES_MAX;
use super::{text, uri};
use crate::units;

/// LIMIT: checks that are explained at once. More fill a screen, and nobody reads them.
const EXPLAINED_MAX: usize = 8;
/// The kind of the actions that are offered.
const QUICK_FIX: &str = "quickfix";

/// What is known of checks.
pub(super) struct Docs {
    by_check: BTreeMap<String, Doc>,
}

impl Docs {
    pub(super) fn new() -> Self {
        let checks = units::all().into_iter();
        let checks = checks.filter(|unit| unit.kind == UnitKind::Check);
        Docs {
            by_check: checks.map(|unit| (unit.id, unit.doc)).collect(),
        }
    }

    /// Title, reason and fix of the checks that found something in a line, in Markdown.
    pub(super) fn hover(&self, document: &Document, at: Position) -> Option<Value> {
        let mut text = String::new();
        let mut explained: Vec<&str> = Vec::new();
        let mut left: Vec<&str> = Vec::new();
        for shown in document.shown.iter().filter(|shown| {
            let range = shown.diagnostic.range;
            (range.start.line..=range.end.line).contains(&at.line)
        }) {
            let Some((check, severity)) = &shown.check else {
                continue;
            };
            if explained.contains(&check.as_str()) {
                continue;
            }
            if explained.len() == EXPLAINED_MAX {
                left.push(check);
                continue;
            }
            explained.push(check);
            if !text.is_empty() {
                text.push_str("\n---\n\n");
            }
            // Writing to a text cannot fail.
            let _ = match self.by_check.get(check) {
                Some(Doc {
                    title, why, fix, ..
                }) => writeln!(
                    text,
                    "**{title}** (`{check}`, {severity})\n\n{why}\n\n**Fix:** {fix}"
                ),
                None => writeln!(text, "`{check}`, {severity}"),
            };
        }
        if !left.is_empty() {
            let _ = writeln!(text, "\n---\n\nand {}", left.join(", "));
        }
        (!text.is_empty()).then(|| json!({"contents": {"kind": "markdown", "value": text}}))
    }
}

/// The changes that are offered for a range of a document.
pub(super) fn actions(
    documents: &Documents,
    uri: &str,
    range: Range,
    only: Option<&[String]>,
) -> Vec<CodeAction> {
    let wanted =
        only.is_none_or(|only| only.iter().any(|kind| kind.is_empty() || kind == QUICK_FIX));
    let Some(document) = documents.find(uri).filter(|_| wanted) else {
        return Vec::new();
    };
    let touched = |shown: &&Shown| {
        let own = shown.diagnostic.range;
        own.start.line <= range.end.line && range.start.line <= own.end.line
    };
    let mut fixes = Vec::new();
    let mut ignores = Vec::new();
    for shown in document.shown.iter().filter(touched) {
        fixes.extend(fix(documents, shown));
        ignores.extend(ignore(uri, document, shown));
    }
    fixes.extend(ignores);
    fixes
}

/// The change that removes a finding.
fn fix(documents: &Documents, shown: &Shown) -> Option<CodeAction> {
    let (action, patch, path) = shown.fix.as_ref()?;
    let (uri, edit) = match documents.at_path(path) {
        Some((uri, document)) => (uri.to_owned(), text::edit_of(patch, &document.text)?),
        None => (uri::of_path(path), text::edit_of(patch, &read(path)?)?),
    };
    let check = shown.check.as_ref().map_or("", |(check, _)| check);
    Some(action_of(
        format!("{action} ({check})"),
        uri,
        edit,
        shown,
        true,
    ))
}

/// The comment that accepts a finding; its reason is for the user to write.
fn ignore(uri: &str, document: &Document, shown: &Shown) -> Option<CodeAction> {
    let (check, _) = shown.check.as_ref().filter(|_| shown.is_ignorable)?;
    let comment = format!("# seaworthy: ignore {check} because ");
    let line = shown.diagnostic.range.start.line;
    let edit = text::comment_above(&document.text, line, &comment)?;
    let title = format!("Ignore {check} here, and say why");
    Some(action_of(title, uri.to_owned(), edit, shown, false))
}

fn action_of(
    title: String,
    uri: String,
    edit: TextEdit,
    shown: &Shown,
    is_preferred: bool,
) -> CodeAction {
    CodeAction {
        title,
        kind: QUICK_FIX,
        diagnostics: vec![shown.diagnostic.clone()],
        is_preferred,
        edit: WorkspaceEdit {
            changes: BTreeMap::from([(uri, vec![edit])]),
        },
    }
}

/// The text of a file that is not open.
fn read(path: &Path) -> Option<String> {
    let mut text = String::new();
    let file = File::open(path).ok()?;
    let read = file.take(MESSAGE_BYTES_MAX).read_to_string(&mut text);
    read.ok().map(|_| text)
}

#[cfg(test)]
mod tests {
    use seaworthy_model::Severity;

    use super::super::protocol::Diagnostic;
    use super::*;

    fn document(checks: &[String]) -> Document {
        let shown = |check: &String| Shown {
            diagnostic: Diagnostic {
                range: Range::default(),
                severity: 1,
                code: Some(check.clone()),
                source: "seaworthy",
                message: String::new(),
                related_information: Vec::new(),
            },
            check: Some((check.clone(), Severity::High)),
            fix: None,
            is_ignorable: false,
        };
        Document {
            path: "a.yaml".into(),
            version: None,
            text: String::new(),
            shown: checks.iter().map(shown).collect(),
            told: None,
        }
    }

    #[test]
    fn each_check_is_explained_once_and_those_beyond_the_limit_are_named() {
        let docs = Docs::new();
        let twice = ["root-user".to_owned(), "root-user".to_owned()];
        let hover = docs.hover(&document(&twice), Position::default()).unwrap();
        let text = hover["contents"]["value"].as_str().unwrap();
        assert_eq!(text.matches("`root-user`").count(), 1, "{text}");
        let many: Vec<String> = (0..=EXPLAINED_MAX).map(|n| format!("check-{n}")).collect();
        let hover = docs.hover(&document(&many), Position::default()).unwrap();
        let text = hover["contents"]["value"].as_str().unwrap();
        assert!(text.contains("`check-7`, high"), "{text}");
        assert!(text.ends_with("and check-8\n"), "{text}");
    }
}
