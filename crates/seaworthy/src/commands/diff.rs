//! `seaworthy diff`: what is different between two targets or two stored assessments.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use anyhow::Context as _;
use seaworthy_facts::Facts;
use seaworthy_model::{ASSESSMENT_SCHEMA, Assessment, Severity};
use seaworthy_report::{ColorChoice, Diff, RenderOptions};

use super::scan::{self, Asked, Expected};
use crate::cli::{DiffArgs, FailOn};
use crate::failure::{CLEAN, Code, DENIED, Failure};
use crate::terminal::Terminal;
use crate::{output, policy_file};

/// LIMIT: bytes of a stored assessment. Ours of the largest images are a tenth of it.
const ASSESSMENT_BYTES_MAX: u64 = 1 << 30;
/// Bytes at the beginning of a file by which a stored assessment is told from other files.
const HEAD_BYTES: usize = 512;

/// Compares two targets.
pub(super) fn run(args: &DiffArgs, terminal: &Terminal) -> Result<Code, Failure> {
    let before = side(&args.before, args, terminal)?;
    let after = side(&args.after, args, terminal)?;
    let diff = Diff::between(&before, &after);
    let options = RenderOptions {
        width: terminal.columns(),
        color: if terminal.colors_stdout() {
            ColorChoice::Always
        } else {
            ColorChoice::Never
        },
        all: args.all,
        ..RenderOptions::default()
    };
    output::write(None, |out| {
        diff.write(args.format, &options, out)
            .context("cannot write the comparison")
    })?;
    let refused = args.fail_on.is_some_and(|FailOn { at_least }| {
        diff.new_open().any(|finding| {
            // What nobody rated is not harmless.
            finding.severity >= at_least || finding.severity == Severity::Unknown
        })
    });
    Ok(if refused { DENIED } else { CLEAN })
}

/// One of the two: read where it is a stored assessment, else scanned.
fn side(target: &str, args: &DiffArgs, terminal: &Terminal) -> Result<Assessment<Facts>, Failure> {
    if is_assessment(Path::new(target)) {
        return Ok(read(Path::new(target))?);
    }
    seaworthy_assess::prepare();
    let policy = policy_file::load(args.gate.policy.as_deref())?;
    let (assessment, _) = scan::assess(
        target,
        &Asked {
            expected: Expected::Any,
            policy: &policy,
            gate: args.gate.gate,
            at: args.gate.at,
            source: &args.source,
            cache: &args.cache,
            context: None,
            configuration: None,
            baseline: None,
        },
        terminal,
    )?;
    Ok(assessment)
}

/// Whether a file begins as our documents do: an object whose first member names the schema.
fn is_assessment(path: &Path) -> bool {
    if !path.is_file() {
        return false;
    }
    let mut head = Vec::new();
    let opened = File::open(path).map(|file| file.take(HEAD_BYTES as u64));
    // What cannot be read is told by the scan that follows.
    let read = opened.and_then(|mut file| file.read_to_end(&mut head));
    let text = String::from_utf8_lossy(&head);
    let text = text.trim_start();
    read.is_ok() && text.starts_with('{') && text.contains(ASSESSMENT_SCHEMA)
}

fn read(path: &Path) -> anyhow::Result<Assessment<Facts>> {
    let wrong = || format!("cannot read the assessment {}", path.display());
    let mut text = Vec::new();
    let file = File::open(path).with_context(wrong)?;
    let mut limited = file.take(ASSESSMENT_BYTES_MAX + 1);
    limited.read_to_end(&mut text).with_context(wrong)?;
    if text.len() as u64 > ASSESSMENT_BYTES_MAX {
        let size = format!("it is larger than {} MiB", ASSESSMENT_BYTES_MAX >> 20);
        return Err(anyhow::Error::msg(size).context(wrong()));
    }
    let assessment: Assessment<Facts> = serde_json::from_slice(&text).with_context(wrong)?;
    if assessment.schema != ASSESSMENT_SCHEMA {
        let other = format!("its schema is not {ASSESSMENT_SCHEMA}");
        return Err(anyhow::Error::msg(other).context(wrong()));
    }
    Ok(assessment)
}
