//! Changes to files of configuration that remove findings, round by round until none is left.
//!
//! In each round the files are read and judged anew with the changes of the rounds before, so that
//! changes that meet in one place are made one after the other, and what a change breaks is seen.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use seaworthy_model::{Finding, Gate, Patch};
use seaworthy_policy::Policy;

use crate::config::{self, Configuration, ConfigurationOptions, Files};
use crate::folder::{self, ReadFolderError};
use crate::judge::Judged;

/// LIMIT: rounds of changes. Each makes at least one; findings of one place need as many as they
/// are.
const ROUNDS_MAX: usize = 100;

/// How to look for what can be changed.
#[derive(Clone, Debug)]
pub struct FixSettings<'a> {
    /// How files are read.
    pub configuration: ConfigurationOptions,
    /// Whose waivers hold.
    pub policy: &'a Policy,
    /// The gate whose rules are asked.
    pub gate: Gate,
    /// What templates take for now.
    pub now: Timestamp,
    /// The day as of which waivers are judged.
    pub today: Date,
    /// Threads to read with.
    pub threads: usize,
}

/// What was changed, and what was not.
#[derive(Debug, Default)]
pub struct Fixes {
    /// The files that change, by path.
    pub files: Vec<FixedFile>,
    /// What is found when the changes are made.
    pub left: Vec<Finding>,
}

/// One file that changes.
#[derive(Debug)]
pub struct FixedFile {
    /// Its path relative to the target.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
    /// Its text before.
    pub before: String,
    /// Its text after.
    pub after: String,
    /// What was wrong and is not any more: check and message.
    pub fixed: Vec<(String, String)>,
}

/// What one look at the files shows.
struct Seen {
    read: Configuration,
    findings: Vec<Finding>,
}

/// A file while it is changed.
#[derive(Default)]
struct Change {
    before: String,
    after: String,
    fixed: Vec<(String, String)>,
}

/// What identifies a change: file, lines that come, line.
type Key = (String, Vec<String>, u32);

/// The check whose changes give keys their right names.
const NAMES_FIRST: &str = "unknown-field";

/// The changes of a round, by file, each with the finding that it removes.
type Chosen = BTreeMap<String, Vec<(Finding, Patch)>>;

/// Makes every change that findings in the files of a folder offer. Nothing is written. What the
/// waivers of the policy accept is left alone, and so is what `wanted` does not choose.
///
/// # Errors
/// The folder cannot be read.
pub fn fix(
    root: &Path,
    settings: &FixSettings<'_>,
    wanted: &dyn Fn(&Finding) -> bool,
) -> Result<Fixes, ReadFolderError> {
    let paths = folder::list(root)?;
    let look = |files: &Files<'_>| Seen::of(files, settings, wanted);
    let mut files = Files::new(root, &paths);
    let mut changes: BTreeMap<String, Change> = BTreeMap::new();
    // What did not do what it promised is not tried again.
    let mut refused: BTreeSet<Key> = BTreeSet::new();
    let mut seen = look(&files);
    for _ in 0..ROUNDS_MAX {
        let chosen = choose(&seen.findings, &refused);
        if chosen.is_empty() {
            break;
        }
        let made = make(&mut files, &chosen, &mut refused);
        let after = look(&files);
        let mut undone = false;
        for (name, before, new) in made {
            let patches = chosen.get(&name).map(Vec::as_slice).unwrap_or_default();
            let (gone, kept): (Vec<_>, Vec<_>) = patches
                .iter()
                .partition(|(finding, _)| after.count(finding) < seen.count(finding));
            refused.extend(kept.iter().map(|(_, patch)| key(patch)));
            if gone.is_empty() || after.troubles(&name) > seen.troubles(&name) {
                files.change(&name, before.into_bytes());
                refused.extend(gone.iter().map(|(_, patch)| key(patch)));
                undone = true;
                continue;
            }
            let gone = gone.into_iter().map(|(finding, _)| finding);
            changes.entry(name).or_default().add(before, new, gone);
        }
        seen = if undone { look(&files) } else { after };
    }
    let changed = changes.into_iter().filter_map(|(name, change)| {
        let path = files.path(&name)?.to_owned();
        Some(change.done(name, path))
    });
    Ok(Fixes {
        files: changed.filter(|file| file.before != file.after).collect(),
        left: seen.findings,
    })
}

impl Seen {
    fn of(
        files: &Files<'_>,
        settings: &FixSettings<'_>,
        wanted: &dyn Fn(&Finding) -> bool,
    ) -> Self {
        let FixSettings {
            policy,
            gate,
            threads,
            ..
        } = *settings;
        let read = config::read(files, &settings.configuration, settings.now, threads);
        let mut judged = Judged::default();
        config::judge(&read, config::Asked { policy, gate }, threads, &mut judged);
        let mut findings = judged.findings;
        // For the waivers alone: nobody asked whether the folder passes the gate.
        let _ = policy.decide(gate, &mut findings, &[], &[], settings.today);
        findings.retain(|finding| wanted(finding));
        Seen { read, findings }
    }

    /// How often a finding is there.
    fn count(&self, finding: &Finding) -> usize {
        let same = |other: &&Finding| {
            other.fingerprint == finding.fingerprint && other.message == finding.message
        };
        self.findings.iter().filter(same).count()
    }

    /// How much of a file could not be read.
    fn troubles(&self, name: &str) -> usize {
        let unread = self.read.unread.iter();
        unread.filter(|unread| unread.path == name).count()
    }
}

impl Change {
    fn add<'f>(&mut self, before: String, after: String, gone: impl Iterator<Item = &'f Finding>) {
        if self.after.is_empty() {
            self.before = before;
        }
        self.after = after;
        let gone = gone.map(|finding| (finding.check.clone(), finding.message.clone()));
        self.fixed.extend(gone);
    }

    fn done(self, name: String, path: PathBuf) -> FixedFile {
        FixedFile {
            name,
            path,
            before: self.before,
            after: self.after,
            fixed: self.fixed,
        }
    }
}

/// Changes the files, and yields their texts before and after.
fn make(
    files: &mut Files<'_>,
    chosen: &Chosen,
    refused: &mut BTreeSet<Key>,
) -> Vec<(String, String, String)> {
    let mut made = Vec::new();
    for (name, patches) in chosen {
        let text = text_of(files, name);
        let new = text
            .as_ref()
            .and_then(|text| apply(text, patches.iter().map(|(_, patch)| patch)));
        match (text, new) {
            (Some(text), Some(new)) => {
                files.change(name, new.clone().into_bytes());
                made.push((name.clone(), text, new));
            }
            _ => refused.extend(patches.iter().map(|(_, patch)| key(patch))),
        }
    }
    made
}

/// The changes of one round, by file: those that do not touch each other's lines. Names of keys
/// come first: another change might add the very key that is misspelt, which would then stand
/// twice.
fn choose(findings: &[Finding], refused: &BTreeSet<Key>) -> Chosen {
    let open = findings.iter().filter(|finding| !finding.is_settled());
    let open = open.filter_map(|finding| {
        let patch = finding.remedy.as_ref()?.patch.as_ref()?;
        (!refused.contains(&key(patch))).then_some((finding, patch))
    });
    let open: Vec<(&Finding, &Patch)> = open.collect();
    let renames = |finding: &Finding| finding.check == NAMES_FIRST;
    let renamed = open.iter().filter(|(finding, _)| renames(finding));
    let renamed: BTreeSet<&str> = renamed.map(|(_, patch)| patch.path.as_str()).collect();
    let mut chosen = Chosen::new();
    for (finding, patch) in open {
        if renamed.contains(patch.path.as_str()) && !renames(finding) {
            continue;
        }
        let of_file = chosen.entry(patch.path.clone()).or_default();
        if of_file.iter().all(|(_, other)| apart(patch, other)) {
            of_file.push((finding.clone(), patch.clone()));
        }
    }
    chosen
}

fn key(patch: &Patch) -> Key {
    (patch.path.clone(), patch.insert.clone(), patch.line)
}

/// Whether a line lies between what two changes touch: an insertion touches both its neighbours.
fn apart(one: &Patch, other: &Patch) -> bool {
    let range = |patch: &Patch| {
        let lines = u32::try_from(patch.remove.len()).unwrap_or(u32::MAX);
        (
            patch.line.saturating_sub(1),
            patch.line.saturating_add(lines),
        )
    };
    let ((a, b), (c, d)) = (range(one), range(other));
    b < c || d < a
}

fn text_of(files: &Files<'_>, name: &str) -> Option<String> {
    String::from_utf8(files.read(name)?.ok()?).ok()
}

/// The text with its changes; nothing where one does not fit. Line ends stay as they are.
fn apply<'p>(text: &str, patches: impl Iterator<Item = &'p Patch>) -> Option<String> {
    let mut patches: Vec<&Patch> = patches.collect();
    patches.sort_by_key(|patch| patch.line);
    let end = if text.contains("\r\n") { "\r" } else { "" };
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    for patch in patches.into_iter().rev() {
        let start = (patch.line as usize).checked_sub(1)?;
        let stop = start.checked_add(patch.remove.len())?;
        let old = lines.get(start..stop)?;
        let same = old.iter().zip(&patch.remove);
        if !same
            .clone()
            .all(|(line, old)| line.trim_end_matches('\r') == old)
        {
            return None;
        }
        let new = patch.insert.iter().map(|line| format!("{line}{end}"));
        lines.splice(start..stop, new);
    }
    Some(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use seaworthy_policy::Builtin;

    use super::*;

    fn patch(line: u32, remove: &[&str], insert: &[&str]) -> Patch {
        Patch {
            path: "a.yaml".to_owned(),
            line,
            remove: remove.iter().map(|&line| line.to_owned()).collect(),
            insert: insert.iter().map(|&line| line.to_owned()).collect(),
        }
    }

    #[test]
    fn changes_are_made_from_the_end_and_keep_line_ends() {
        let patches = [patch(1, &["a: 1"], &["a: 2"]), patch(3, &[], &["c: 3"])];
        assert_eq!(
            apply("a: 1\r\nb: 1\r\n", patches.iter()).unwrap(),
            "a: 2\r\nb: 1\r\nc: 3\r\n"
        );
        assert_eq!(apply("a: 2\n", patches[..1].iter()), None);
    }

    #[test]
    fn changes_that_touch_wait_for_each_other() {
        let insert = patch(4, &[], &["x"]);
        assert!(!apart(&insert, &patch(4, &[], &["y"])));
        assert!(!apart(&insert, &patch(3, &["z"], &[])));
        assert!(apart(&insert, &patch(6, &["z"], &[])));
    }

    #[test]
    fn a_key_gets_its_name_before_another_change_adds_it() {
        let folder = tempfile::tempdir().unwrap();
        let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec:\n  \
                    containers:\n    - name: web\n      image: example.com/web:1.2\n      \
                    securityContex: # guard\n        privilaged: false\n      tty: true\n";
        std::fs::write(folder.path().join("pod.yaml"), text).unwrap();
        let settings = FixSettings {
            configuration: ConfigurationOptions::default(),
            policy: &Policy::builtin(Builtin::Baseline),
            gate: Gate::Ci,
            now: Timestamp::UNIX_EPOCH,
            today: Date::constant(2026, 1, 1),
            threads: 1,
        };
        let fixes = fix(folder.path(), &settings, &|_| true).unwrap();
        let after = &fixes.files[0].after;
        assert!(
            after.contains("securityContext: # guard\n        privileged: false\n"),
            "{after}"
        );
        assert!(!after.contains("securityContex:"), "{after}");
        let left = fixes.left.iter().map(|finding| finding.check.as_str());
        let of_fields = ["unknown-field", "duplicate-field"];
        let left: Vec<&str> = left.filter(|check| of_fields.contains(check)).collect();
        assert_eq!(left, [""; 0], "{after}");
    }
}
