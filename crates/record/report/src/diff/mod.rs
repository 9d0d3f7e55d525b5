//! What is different between two assessments: findings, packages, layers, and the verdict.
//!
//! Findings are the same where their fingerprints are: those do not move with versions, lines or
//! tags. Where a fingerprint stands several times, its occurrences are paired in order.

mod json;
mod markdown;
mod table;

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::str::FromStr;

use seaworthy_facts::{Facts, Package};
use seaworthy_model::{Assessment, Finding};

use crate::{RenderOptions, WriteReportError, packages, status, text};

/// Two assessments, and what is different in the second.
#[derive(Debug)]
pub struct Diff<'a> {
    /// The first.
    pub before: &'a Assessment<Facts>,
    /// The second.
    pub after: &'a Assessment<Facts>,
    /// Findings that only the second has, the worst first.
    pub new: Vec<&'a Finding>,
    /// Findings that only the first has, the worst first.
    pub gone: Vec<&'a Finding>,
    /// Findings that both have and that are not the same.
    pub changed: Vec<ChangedFinding<'a>>,
    /// Packages that came, went or have another version.
    pub packages: Vec<PackageChange<'a>>,
    /// How the layers differ.
    pub layers: LayerChange,
}

/// A finding of both assessments that is not the same in the second.
#[derive(Debug)]
pub struct ChangedFinding<'a> {
    /// As it was.
    pub before: &'a Finding,
    /// As it is.
    pub after: &'a Finding,
    /// What is different, as name, old and new value.
    pub changes: Vec<(&'static str, String, String)>,
}

/// A package that came, went or has other versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageChange<'a> {
    /// Its kind and its name as the ecosystem writes it.
    pub name: (seaworthy_facts::PackageKind, String),
    /// Versions in the first, sorted; empty if it came.
    pub before: Vec<&'a str>,
    /// Versions in the second, sorted; empty if it went.
    pub after: Vec<&'a str>,
}

/// How the layers of two targets differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LayerChange {
    /// Layers at the bottom that both have.
    pub shared: usize,
    /// Layers of the first above those.
    pub removed: usize,
    /// Layers of the second above those.
    pub added: usize,
    /// Bytes of all layers of the first, as stored.
    pub bytes_before: u64,
    /// Bytes of all layers of the second, as stored.
    pub bytes_after: u64,
}

impl<'a> Diff<'a> {
    /// Compares two assessments.
    #[must_use]
    pub fn between(before: &'a Assessment<Facts>, after: &'a Assessment<Facts>) -> Self {
        let mut old: HashMap<&str, Vec<&'a Finding>> = HashMap::new();
        for finding in before.findings.iter().rev() {
            let same = old.entry(finding.fingerprint.as_str()).or_default();
            same.push(finding);
        }
        let mut new = Vec::new();
        let mut changed = Vec::new();
        for finding in &after.findings {
            let same = old.get_mut(finding.fingerprint.as_str());
            let Some(earlier) = same.and_then(Vec::pop) else {
                new.push(finding);
                continue;
            };
            let changes = changes(earlier, finding);
            if !changes.is_empty() {
                changed.push(ChangedFinding {
                    before: earlier,
                    after: finding,
                    changes,
                });
            }
        }
        let mut gone: Vec<&'a Finding> = old.into_values().flatten().collect();
        for list in [&mut new, &mut gone] {
            list.sort_by(|a, b| {
                let risk = |f: &Finding| f.risk.value();
                let names = || a.message.cmp(&b.message);
                risk(b).total_cmp(&risk(a)).then_with(names)
            });
        }
        Diff {
            before,
            after,
            new,
            gone,
            changed,
            packages: package_changes(&before.facts, &after.facts),
            layers: layer_change(&before.facts, &after.facts),
        }
    }

    /// New findings that nothing settles: what a gate may refuse.
    pub fn new_open(&self) -> impl Iterator<Item = &'a Finding> {
        self.new.iter().copied().filter(|f| !f.is_settled())
    }

    /// Whether nothing that is compared is different.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let findings = self.new.len() + self.gone.len() + self.changed.len();
        findings + self.packages.len() + self.layers.removed + self.layers.added == 0
    }

    /// Writes it in a format.
    ///
    /// # Errors
    /// The writer's own failure.
    pub fn write(
        &self,
        format: DiffFormat,
        options: &RenderOptions<'_>,
        out: &mut dyn io::Write,
    ) -> Result<(), WriteReportError> {
        let wrong = |source| WriteReportError::Write {
            format: format.id(),
            source,
        };
        match format {
            DiffFormat::Table => table::write(self, options, out).map_err(wrong),
            DiffFormat::Json => json::write(self, options, out),
            DiffFormat::Markdown => markdown::write(self, out).map_err(wrong),
        }
    }
}

/// The formats of a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DiffFormat {
    /// For a person at a terminal.
    #[default]
    Table,
    /// For programs: `seaworthy.diff/v1`.
    Json,
    /// For a comment on a pull request.
    Markdown,
}

impl DiffFormat {
    /// All of them, the default first.
    pub const ALL: [DiffFormat; 3] = [DiffFormat::Table, DiffFormat::Json, DiffFormat::Markdown];

    /// The word of the command line.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            DiffFormat::Table => "table",
            DiffFormat::Json => "json",
            DiffFormat::Markdown => "markdown",
        }
    }
}

impl FromStr for DiffFormat {
    type Err = crate::FormatError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let found = DiffFormat::ALL.into_iter().find(|f| f.id() == word);
        found.ok_or_else(|| crate::FormatError {
            given: text::fit(&text::clean(word), 40),
            known: DiffFormat::ALL.map(DiffFormat::id).join(", "),
        })
    }
}

/// What a person would call a change of a finding. Its place and its words may move freely.
fn changes(before: &Finding, after: &Finding) -> Vec<(&'static str, String, String)> {
    let fix = |finding: &Finding| {
        let weakness = finding.vulnerability.as_deref();
        let to = weakness.and_then(|w| packages::upgrade_of(finding, w));
        to.unwrap_or("none").to_owned()
    };
    let exploited = |finding: &Finding| {
        let weakness = finding.vulnerability.as_ref();
        let day = weakness.and_then(|w| w.known_exploited);
        day.map_or_else(|| "no".to_owned(), |day| format!("since {day}"))
    };
    let installed = |finding: &Finding| {
        let weakness = finding.vulnerability.as_ref();
        weakness.map_or_else(String::new, |w| w.installed.clone())
    };
    let pairs = [
        (
            "severity",
            before.severity.to_string(),
            after.severity.to_string(),
        ),
        ("installed", installed(before), installed(after)),
        ("fix", fix(before), fix(after)),
        ("exploited", exploited(before), exploited(after)),
        (
            "status",
            status::word(before).to_owned(),
            status::word(after).to_owned(),
        ),
    ];
    pairs.into_iter().filter(|(_, a, b)| a != b).collect()
}

fn package_changes<'a>(before: &'a Facts, after: &'a Facts) -> Vec<PackageChange<'a>> {
    let mut all: BTreeMap<_, PackageChange<'a>> = BTreeMap::new();
    let mut add = |package: &'a Package, is_after: bool| {
        let name = (package.kind, package.full_name());
        let change = all.entry(name.clone()).or_insert_with(|| PackageChange {
            name,
            before: Vec::new(),
            after: Vec::new(),
        });
        let versions = if is_after {
            &mut change.after
        } else {
            &mut change.before
        };
        versions.push(&package.version);
    };
    before.packages().for_each(|package| add(package, false));
    after.packages().for_each(|package| add(package, true));
    let mut changes: Vec<PackageChange<'a>> = all.into_values().collect();
    for change in &mut changes {
        for versions in [&mut change.before, &mut change.after] {
            versions.sort_unstable();
            versions.dedup();
        }
    }
    changes.retain(|change| change.before != change.after);
    changes
}

/// Only single images are compared by layers: which image of a folder answers to which is a guess.
fn layer_change(before: &Facts, after: &Facts) -> LayerChange {
    let layers = |facts: &'_ Facts| match facts.images.as_slice() {
        [only] => only
            .layers
            .iter()
            .map(|layer| (layer.diff_id.clone(), layer.size_bytes))
            .collect(),
        _ => Vec::new(),
    };
    let (old, new) = (layers(before), layers(after));
    let pairs = old.iter().zip(&new);
    let shared = pairs.take_while(|((a, _), (b, _))| a == b).count();
    let bytes = |layers: &[(_, u64)]| layers.iter().map(|(_, n)| *n).fold(0, u64::saturating_add);
    LayerChange {
        shared,
        removed: old.len() - shared,
        added: new.len() - shared,
        bytes_before: bytes(&old),
        bytes_after: bytes(&new),
    }
}

/// A finding in one line.
fn line(finding: &Finding) -> String {
    match &finding.vulnerability {
        Some(weakness) => format!(
            "{} in {} {}",
            weakness.id, weakness.package, weakness.installed
        ),
        None => finding.message.clone(),
    }
}

/// A change of versions in one line: `openssl 1 → 2`.
fn package_line(change: &PackageChange<'_>) -> String {
    let (kind, name) = &change.name;
    let versions = |list: &[&str]| list.join(", ");
    match (change.before.as_slice(), change.after.as_slice()) {
        ([], new) => format!("+ {name} {} ({})", versions(new), kind.as_str()),
        (old, []) => format!("- {name} {} ({})", versions(old), kind.as_str()),
        (old, new) => format!(
            "~ {name} {} → {} ({})",
            versions(old),
            versions(new),
            kind.as_str()
        ),
    }
}

/// The changes of a finding in one line.
fn changes_line(changed: &ChangedFinding<'_>) -> String {
    let changes = changed.changes.iter();
    let words: Vec<String> = changes
        .map(|(name, old, new)| format!("{name} {old} → {new}"))
        .collect();
    words.join(", ")
}
