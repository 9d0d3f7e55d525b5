//! What is open in the editor, judged: folders with the policy that holds there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use seaworthy_assess::{ConfigurationOptions, FixSettings, WORKSPACE_FILES_MAX, Workspace};
use seaworthy_model::{Finding, Gate, Location, Severity, Unknown};
use seaworthy_policy::{Builtin, Policy};

use super::documents::{Document, Shown};
use super::protocol::{Diagnostic, Place, Position, Range, Related};
use super::{text, uri};
use crate::policy_file;

/// Who says it, in the editor.
const SOURCE: &str = "seaworthy";

/// By what everything is judged.
#[derive(Debug, Default)]
pub(super) struct Rules {
    pub(super) options: ConfigurationOptions,
    /// The policy that was named; else each folder has its own.
    pub(super) policy: Option<String>,
    pub(super) gate: Gate,
    /// The day as of which waivers hold; else today.
    pub(super) at: Option<jiff::civil::Date>,
    pub(super) threads: usize,
}

/// One folder, or one file that lies in none.
pub(super) struct Folder {
    pub(super) root: PathBuf,
    workspace: Workspace,
    policy: Policy,
}

impl Folder {
    /// Opens a folder. What the user has to know is added to `told`.
    pub(super) fn open(root: &Path, rules: &Rules, told: &mut Vec<String>) -> Option<Self> {
        let workspace = match Workspace::open(root) {
            Ok(workspace) => workspace,
            Err(error) => {
                let text = crate::failure::Failure::from(anyhow::Error::from(error)).text();
                told.push(format!("{text}; its files are judged one by one"));
                return None;
            }
        };
        if workspace.is_cut() {
            told.push(format!(
                "{} has more than {WORKSPACE_FILES_MAX} files; those beyond are judged only \
                 while they are open",
                root.display()
            ));
        }
        Some(Folder {
            root: root.to_owned(),
            workspace,
            policy: policy_of(root, rules, told),
        })
    }

    /// A document that lies in no folder.
    pub(super) fn of_file(path: &Path, rules: &Rules, told: &mut Vec<String>) -> Self {
        let beside = path.parent().filter(|_| path.is_absolute());
        Folder {
            root: path.to_owned(),
            workspace: Workspace::of_file(path),
            policy: beside.map_or_else(
                || Policy::builtin(Builtin::Baseline),
                |folder| policy_of(folder, rules, told),
            ),
        }
    }

    /// Lists the files again and reads the policy again. A folder that is gone stays as it was.
    pub(super) fn refresh(&mut self, rules: &Rules, told: &mut Vec<String>) {
        let _ = self.workspace.refresh();
        self.policy = policy_of(&self.root, rules, told);
    }

    /// What is wrong with the documents that lie here.
    pub(super) fn judge<'d>(
        &self,
        documents: impl Iterator<Item = (&'d str, &'d Document)>,
        rules: &Rules,
    ) -> BTreeMap<String, Vec<Shown>> {
        let mut texts: BTreeMap<String, &str> = BTreeMap::new();
        let mut uris: BTreeMap<String, &str> = BTreeMap::new();
        for (uri, document) in documents {
            if let Some(name) = self.workspace.name_of(&document.path) {
                texts.insert(name.clone(), &document.text);
                uris.insert(name, uri);
            }
        }
        if texts.is_empty() {
            return BTreeMap::new();
        }
        let now = Timestamp::now();
        let settings = FixSettings {
            configuration: rules.options.clone(),
            policy: &self.policy,
            gate: rules.gate,
            now,
            today: rules.at.unwrap_or(now.to_zoned(TimeZone::UTC).date()),
            threads: rules.threads,
        };
        let (findings, unknowns) = self.workspace.judge(&texts, &settings);
        let named = Named {
            workspace: &self.workspace,
            uris: &uris,
        };
        let mut shown: BTreeMap<String, Vec<Shown>> = BTreeMap::new();
        for (name, uri) in &uris {
            let lines = text::lines_of(texts.get(name).copied().unwrap_or_default());
            let here = findings.iter().filter(|finding| !finding.is_settled());
            let here = here.filter_map(|finding| named.shown(name, &lines, finding));
            let unread = unknowns.iter();
            let unread = unread.filter_map(|unknown| shown_unknown(name, &lines, unknown));
            shown.insert((*uri).to_owned(), here.chain(unread).collect());
        }
        shown
    }
}

/// The names that findings tell, and what the editor calls them.
struct Named<'a> {
    workspace: &'a Workspace,
    uris: &'a BTreeMap<String, &'a str>,
}

impl Named<'_> {
    /// A finding, if it stands in the file of that name.
    fn shown(&self, name: &str, lines: &[&str], finding: &Finding) -> Option<Shown> {
        let Location::File { path, line, column } = &finding.location else {
            return None;
        };
        if path != name {
            return None;
        }
        let related = finding.related.iter();
        let related = related.filter_map(|place| self.related(place)).collect();
        let remedy = finding.remedy.as_ref();
        let fix = remedy.and_then(|remedy| {
            let patch = remedy.patch.clone()?;
            let path = self.workspace.path_of(&patch.path);
            Some((remedy.action.clone(), patch, path))
        });
        Some(Shown {
            diagnostic: Diagnostic {
                range: text::range_of(lines, *line, *column),
                severity: level(finding.severity),
                code: Some(finding.check.clone()),
                source: SOURCE,
                message: match remedy {
                    Some(remedy) => format!("{}\nfix: {}", finding.message, remedy.action),
                    None => finding.message.clone(),
                },
                related_information: related,
            },
            check: Some((finding.check.clone(), finding.severity)),
            fix,
            is_ignorable: line.is_some() && takes_comments(name),
        })
    }

    fn related(&self, place: &Location) -> Option<Related> {
        let Location::File { path, line, column } = place else {
            return None;
        };
        let uri = self.uris.get(path).map(|uri| (*uri).to_owned());
        let at = Position {
            line: line.unwrap_or(1).saturating_sub(1),
            character: column.unwrap_or(1).saturating_sub(1),
        };
        Some(Related {
            location: Place {
                uri: uri.unwrap_or_else(|| uri::of_path(&self.workspace.path_of(path))),
                range: Range { start: at, end: at },
            },
            message: "this place has part in it".to_owned(),
        })
    }
}

/// What could not be read or decided, if it stands in the file of that name.
fn shown_unknown(name: &str, lines: &[&str], unknown: &Unknown) -> Option<Shown> {
    let Some(Location::File { path, line, column }) = &unknown.location else {
        return None;
    };
    if path != name {
        return None;
    }
    // Readers of files begin their reasons with the line.
    let stated = unknown.reason.strip_prefix("line ");
    let stated = stated.and_then(|rest| rest.split_once(':')?.0.parse().ok());
    let range = text::range_of(lines, line.or(stated), *column);
    Some(Shown {
        diagnostic: Diagnostic {
            range,
            severity: 3,
            code: None,
            source: SOURCE,
            message: format!("not judged: {}", unknown.reason),
            related_information: Vec::new(),
        },
        check: None,
        fix: None,
        is_ignorable: false,
    })
}

/// Whether a comment in a file is seen where its findings are judged. JSON has no comments, those
/// of Bicep begin otherwise, and those of a chart's values do not reach what the chart renders.
fn takes_comments(name: &str) -> bool {
    let base = name.rsplit('/').next().unwrap_or(name);
    let is_other = base.ends_with(".json") || base.ends_with(".bicep");
    !is_other && !base.starts_with("values")
}

/// The level that editors know for a severity.
fn level(severity: Severity) -> u8 {
    match severity {
        Severity::Critical | Severity::High => 1,
        Severity::Medium => 2,
        Severity::Low | Severity::Unknown => 3,
        Severity::Negligible => 4,
    }
}

/// The policy that holds in a folder; where it cannot be read, the user is told and the built-in
/// one holds.
fn policy_of(folder: &Path, rules: &Rules, told: &mut Vec<String>) -> Policy {
    policy_file::load_for(rules.policy.as_deref(), folder).unwrap_or_else(|failure| {
        told.push(format!("{}; the built-in policy holds", failure.text()));
        Policy::builtin(Builtin::Baseline)
    })
}
