//! Runs the program on a target and reads the assessment that it writes.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::LazyLock;

use anyhow::{Context as _, Result, bail, ensure};
use jsonschema::Validator;
use seaworthy_facts::{Facts, ImageFacts, Package};
use seaworthy_model::{Assessment, Finding};
use serde_json::Value;

use crate::lists::Listed;
use crate::parts;

/// The schema that every assessment is held against, as it is published.
static SCHEMA: LazyLock<Option<Validator>> = LazyLock::new(|| {
    let text = include_str!("../../../../docs/reference/seaworthy.assessment.v1.schema.json");
    let schema = serde_json::from_str(text).ok()?;
    jsonschema::validator_for(&schema).ok()
});

/// The outcome of a scan that could assess its target.
pub(crate) struct Scan {
    /// The document that it wrote.
    pub(crate) assessment: Assessment<Facts>,
    /// Everything that it wrote, to look for what must not be there.
    pub(crate) said: String,
}

/// The program, with nothing of the user's environment; `folder` is its home.
pub(crate) fn program(folder: &Path) -> Command {
    parts::clean(env!("CARGO_BIN_EXE_seaworthy"), folder)
}

/// Scans a target.
///
/// # Errors
/// The program could not assess it, or wrote what its schema does not allow.
pub(crate) fn scan(folder: &Path, target: &str) -> Result<Scan> {
    let mut command = program(folder);
    command.args(["scan", target]);
    read(&mut command)
}

/// Runs a scan whose arguments are given, and reads its assessment.
///
/// # Errors
/// As of [`scan`].
pub(crate) fn read(command: &mut Command) -> Result<Scan> {
    let output = command.args(["--output", "json"]).output();
    let output = output.context("start the program")?;
    // 0 and 1 are the two verdicts.
    if !matches!(output.status.code(), Some(0 | 1)) {
        bail!(
            "{command:?} ended with {}: {}",
            output.status,
            said(&output)
        );
    }
    let document: Value = serde_json::from_slice(&output.stdout).context("read the assessment")?;
    let schema = SCHEMA.as_ref().context("the schema is no JSON Schema")?;
    if let Err(error) = schema.validate(&document) {
        bail!(
            "the assessment breaks its schema at {}: {error}",
            error.instance_path()
        );
    }
    Ok(Scan {
        assessment: serde_json::from_value(document).context("read the assessment")?,
        said: said(&output),
    })
}

/// Runs a scan that must end with exit code 2, and returns all that it says.
///
/// # Errors
/// It ended otherwise, or wrote an assessment.
pub(crate) fn refuse(command: &mut Command) -> Result<String> {
    let output = command.args(["--output", "json"]).output();
    let output = output.context("start the program")?;
    let said = said(&output);
    ensure!(
        output.status.code() == Some(2),
        "{command:?} ended with {}: {said}",
        output.status
    );
    ensure!(output.stdout.is_empty(), "an assessment of nothing: {said}");
    ensure!(said.starts_with("error: "), "no error is told: {said}");
    Ok(said)
}

impl Scan {
    /// The only image of the target.
    pub(crate) fn image(&self) -> Result<&ImageFacts> {
        match self.assessment.facts.images.as_slice() {
            [image] => Ok(image),
            images => bail!("{} images instead of one", images.len()),
        }
    }

    /// Its packages.
    pub(crate) fn packages(&self) -> Result<BTreeSet<Listed>> {
        Ok(self.image()?.packages.iter().map(Listed::of).collect())
    }

    /// The package of that name.
    pub(crate) fn package(&self, name: &str) -> Result<&Package> {
        let mut packages = self.image()?.packages.iter();
        let found = packages.find(|package| package.name == name);
        found.with_context(|| format!("no package is named {name}"))
    }

    /// Its findings by what identifies them, with words for a person who reads a difference.
    pub(crate) fn findings(&self) -> BTreeSet<String> {
        let findings = self.assessment.findings.iter();
        findings.map(identify).collect()
    }

    /// The same without the checks that are about the name of the image, which differs by source.
    pub(crate) fn findings_without(&self, checks: &[&str]) -> BTreeSet<String> {
        let findings = self.assessment.findings.iter();
        let kept = findings.filter(|finding| !checks.contains(&finding.check.as_str()));
        kept.map(identify).collect()
    }

    /// Whether a check found something.
    pub(crate) fn found(&self, check: &str) -> bool {
        let mut findings = self.assessment.findings.iter();
        findings.any(|finding| finding.check == check)
    }
}

fn identify(finding: &Finding) -> String {
    let id = finding.rule.as_deref().unwrap_or_default();
    let check = &finding.check;
    format!("{check} {id} {}", finding.fingerprint)
}

fn said(output: &Output) -> String {
    let out = String::from_utf8_lossy(&output.stdout);
    format!("{out}{}", String::from_utf8_lossy(&output.stderr))
}
