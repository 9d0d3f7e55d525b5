//! What Hadolint and Checkov say of the configuration files in the corpora, compared with ours.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::needs::{self, Kit, User};
use crate::{process, workspace};

/// Tool, rule, and the checks that ask the same.
const PAIRS: &str = include_str!("../peers.tsv");
/// The documents that explain what a tool finds and the checks do not.
const EXPLAINED: &[&str] = &[
    "docs/reference/differences.md",
    "docs/reference/checks-not-made.md",
];
/// LIMIT: places that are shown of one difference.
const SHOWN_MAX: usize = 5;

/// Files by rule or check.
type Found = BTreeMap<String, BTreeSet<String>>;

/// Runs a tool over the corpus.
type Runner = fn(&Kit, &Path) -> Result<Found>;

/// A rule of another tool, and the checks that ask the same.
struct Pair<'t> {
    tool: &'t str,
    rule: &'t str,
    checks: Vec<&'t str>,
}

/// Runs the tools that are there and prints a line for each rule.
pub(crate) fn run() -> Result<()> {
    let archive = workspace::shared("SEAWORTHY_CORPORA", "corpora").join("manifests.tar.zst");
    if !archive.is_file() {
        println!("peers: skipped, there is no {}", archive.display());
        return Ok(());
    }
    let kit = needs::provide(User::Peers)?;
    let folder = workspace::target().join("peers");
    let corpus = unpack(&archive, &folder)?;
    let ours = ours(&corpus, &folder)?;
    let mut faults = Vec::new();
    let tools: [(&str, Runner); 2] = [("hadolint", hadolint), ("checkov", checkov)];
    for (tool, run) in tools {
        // What is not there was named when it was looked for.
        if kit.path(tool).is_ok() {
            compare(tool, &run(&kit, &corpus)?, &ours, &mut faults)?;
        } else {
            println!("peers: {tool} skipped, it is not installed");
        }
    }
    if !faults.is_empty() {
        bail!("{}", faults.join("\n"));
    }
    Ok(())
}

fn unpack(archive: &Path, folder: &Path) -> Result<PathBuf> {
    let corpus = folder.join("corpus");
    // Only what an earlier run left there is removed.
    if corpus.is_dir() {
        fs::remove_dir_all(&corpus).context("removing the corpus of an earlier run")?;
    }
    fs::create_dir_all(&corpus).context("making the folder of the corpus")?;
    let mut tar = process::command("tar");
    tar.args(["--zstd", "-xf"])
        .arg(archive)
        .arg("-C")
        .arg(&corpus);
    process::run(&mut tar)?;
    Ok(corpus)
}

/// Our findings: the program that was built last, with or without optimisation.
fn ours(corpus: &Path, folder: &Path) -> Result<Found> {
    let built = ["release", "debug"].map(|kind| workspace::target().join(kind).join("seaworthy"));
    let age = |path: &PathBuf| fs::metadata(path).and_then(|data| data.modified()).ok();
    let program = built
        .iter()
        .filter(|path| path.is_file())
        .max_by_key(|path| age(path));
    let program = program.context("there is no seaworthy; build it with `cargo build`")?;
    let report = folder.join("ours.json");
    let mut scan = process::command(program);
    scan.current_dir(corpus)
        .arg("--quiet")
        .args(["scan", ".", "--output"]);
    scan.arg(format!("json={}", report.display()));
    let status = scan.status().context("running seaworthy")?;
    // 1 is a verdict.
    if !matches!(status.code(), Some(0 | 1)) {
        bail!("`{}` ended with {status}", process::show(&scan));
    }
    let document = read(&fs::read_to_string(report).context("reading our report")?)?;
    let mut found = Found::new();
    for finding in items(&document["findings"]) {
        let path = finding["location"]["path"].as_str();
        if let (Some(check), Some(path)) = (finding["check"].as_str(), path) {
            note(&mut found, check, path);
        }
    }
    Ok(found)
}

fn hadolint(kit: &Kit, corpus: &Path) -> Result<Found> {
    let mut files = Vec::new();
    gather(corpus, &mut files)?;
    let mut command = process::command(kit.path("hadolint")?);
    command.args(["--no-fail", "--format", "json"]).args(files);
    let document = read(&process::capture(&mut command)?)?;
    let mut found = Found::new();
    for complaint in items(&document) {
        if let (Some(rule), Some(path)) = (complaint["code"].as_str(), complaint["file"].as_str()) {
            let path = Path::new(path)
                .strip_prefix(corpus)
                .unwrap_or(Path::new(path));
            note(&mut found, rule, &path.to_string_lossy());
        }
    }
    Ok(found)
}

fn checkov(kit: &Kit, corpus: &Path) -> Result<Found> {
    let mut command = process::command(kit.path("checkov")?);
    // Its rules are compiled in; without this it asks a server for the texts about them.
    command.args([
        "--quiet",
        "--soft-fail",
        "--skip-download",
        "--output",
        "json",
    ]);
    command
        .args(["--framework", "dockerfile", "kubernetes", "--directory"])
        .arg(corpus);
    let document = read(&process::capture(&mut command)?)?;
    let mut found = Found::new();
    // One framework is an object, several are a list of them.
    let single = std::slice::from_ref(&document);
    for part in document.as_array().map_or(single, Vec::as_slice) {
        for failed in items(&part["results"]["failed_checks"]) {
            let path = failed["file_path"].as_str();
            if let (Some(rule), Some(path)) = (failed["check_id"].as_str(), path) {
                note(&mut found, rule, path.trim_start_matches('/'));
            }
        }
    }
    Ok(found)
}

fn compare(tool: &str, theirs: &Found, ours: &Found, faults: &mut Vec<String>) -> Result<()> {
    let explained = explained()?;
    let pairs: Vec<Pair<'_>> = pairs()
        .into_iter()
        .filter(|pair| pair.tool == tool)
        .collect();
    println!("{tool}: rule, checks, files of both, of theirs alone, of ours alone");
    let none = BTreeSet::new();
    for pair in &pairs {
        let their = theirs.get(pair.rule).unwrap_or(&none);
        let our = union(ours, &pair.checks);
        // A check may answer several rules: what another of them finds is not ours alone.
        let kin = pairs.iter().filter(|other| shares(other, pair));
        let kin: Vec<&str> = kin.map(|other| other.rule).collect();
        let kin = union(theirs, &kin);
        let missed: Vec<&String> = their.difference(&our).collect();
        let alone: Vec<&String> = our.difference(&kin).collect();
        if their.is_empty() && alone.is_empty() {
            continue;
        }
        let (checks, both) = (pair.checks.join(","), their.len() - missed.len());
        println!(
            "  {} {checks}: {both}, {}, {}",
            pair.rule,
            missed.len(),
            alone.len()
        );
        for (sign, paths) in [("-", &missed), ("+", &alone)] {
            for path in paths.iter().take(SHOWN_MAX) {
                println!("    {sign} {path}");
            }
        }
        if !missed.is_empty() && !names(&explained, pair.rule) {
            let count = missed.len();
            faults.push(format!(
                "{}: {count} files of {tool} alone, and no reason",
                pair.rule
            ));
        }
    }
    for rule in theirs.keys() {
        let listed = pairs.iter().any(|pair| pair.rule == rule);
        if !listed && !names(&explained, rule) {
            faults.push(format!("{rule} of {tool} is in no line of xtask/peers.tsv"));
        }
    }
    Ok(())
}

fn shares(one: &Pair<'_>, other: &Pair<'_>) -> bool {
    one.checks.iter().any(|check| other.checks.contains(check))
}

fn union(found: &Found, keys: &[&str]) -> BTreeSet<String> {
    let files = keys.iter().filter_map(|key| found.get(*key));
    files.flatten().cloned().collect()
}

fn pairs() -> Vec<Pair<'static>> {
    let lines = PAIRS.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let (tool, rest) = line.split_once('\t')?;
            let (rule, checks) = rest.split_once('\t')?;
            Some(Pair {
                tool,
                rule,
                checks: checks.split(',').filter(|check| *check != "-").collect(),
            })
        })
        .collect()
}

fn explained() -> Result<String> {
    let mut text = String::new();
    for path in EXPLAINED {
        let document = fs::read_to_string(workspace::root().join(path));
        text.push_str(&document.with_context(|| format!("reading {path}"))?);
    }
    Ok(text)
}

/// Whether a text names a rule as a word: `CKV_K8S_1` is no part of `CKV_K8S_15`.
fn names(text: &str, rule: &str) -> bool {
    text.match_indices(rule).any(|(at, _)| {
        let behind = text
            .get(at + rule.len()..)
            .and_then(|rest| rest.chars().next());
        behind.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '_')
    })
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    for entry in entries {
        let path = entry.context("reading a folder of the corpus")?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase();
        if path.is_dir() && !path.is_symlink() {
            gather(&path, files)?;
        } else if name == "dockerfile" || name.starts_with("dockerfile.") {
            files.push(path);
        }
    }
    files.sort();
    Ok(())
}

fn read(text: &str) -> Result<Value> {
    serde_json::from_str(text).context("reading a report in JSON")
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn note(found: &mut Found, rule: &str, path: &str) {
    let path = path.trim_start_matches("./").to_owned();
    found.entry(rule.to_owned()).or_default().insert(path);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_has_one_line_of_three_parts() {
        let lines = PAIRS.lines().filter(|line| !line.starts_with('#')).count();
        let pairs = pairs();
        assert_eq!(pairs.len(), lines);
        let rules: BTreeSet<_> = pairs.iter().map(|pair| (pair.tool, pair.rule)).collect();
        assert_eq!(rules.len(), lines);
        assert!(
            pairs
                .iter()
                .all(|pair| matches!(pair.tool, "hadolint" | "checkov"))
        );
    }

    #[test]
    fn a_difference_without_a_reason_is_a_fault() {
        let mut theirs = Found::new();
        note(&mut theirs, "DL3004", "./a/Dockerfile");
        note(&mut theirs, "DL9999", "./a/Dockerfile");
        let mut faults = Vec::new();
        let mut ours = Found::new();
        note(&mut ours, "sudo-in-build", "a/Dockerfile");
        compare("hadolint", &theirs, &ours, &mut faults).unwrap();
        assert_eq!(
            faults,
            ["DL9999 of hadolint is in no line of xtask/peers.tsv"]
        );
        faults.clear();
        theirs.remove("DL9999");
        compare("hadolint", &theirs, &Found::new(), &mut faults).unwrap();
        assert_eq!(faults, ["DL3004: 1 files of hadolint alone, and no reason"]);
    }

    #[test]
    fn a_rule_is_named_as_a_word() {
        assert!(names("see `CKV_K8S_1`.", "CKV_K8S_1"));
        assert!(!names("see `CKV_K8S_15`.", "CKV_K8S_1"));
    }
}
