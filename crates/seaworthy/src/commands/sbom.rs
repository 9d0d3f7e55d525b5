//! `seaworthy sbom`: what a target is made of.

use seaworthy_model::Gate;
use seaworthy_policy::{Builtin, Policy};

use super::scan::{self, Asked, Expected, Shown};
use crate::cli::SbomArgs;
use crate::failure::{CLEAN, Code, Failure};
use crate::terminal::Terminal;

/// Writes the bill of materials. It decides nothing, so the exit code tells only whether it could.
pub(super) fn run(args: &SbomArgs, terminal: &Terminal) -> Result<Code, Failure> {
    let policy = Policy::builtin(Builtin::Baseline);
    let (mut assessment, _) = scan::assess(
        &args.target,
        &Asked {
            expected: Expected::Any,
            policy: &policy,
            gate: Gate::Ci,
            at: None,
            source: &args.source,
            cache: &args.cache,
            context: None,
            configuration: None,
            baseline: None,
        },
        terminal,
    )?;
    // A bill of materials states what is there; what is wrong with it changes every day.
    assessment.findings.clear();
    scan::report(
        &args.target,
        &assessment,
        &args.output,
        Shown {
            all: true,
            template: None,
        },
        terminal,
    )?;
    for unknown in &assessment.unknowns {
        terminal.note(&format!("not known: {}: {}", unknown.what, unknown.reason));
    }
    Ok(CLEAN)
}
