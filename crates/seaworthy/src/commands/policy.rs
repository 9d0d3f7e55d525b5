//! `seaworthy policy`: check, explain, init.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use seaworthy_model::Gate;
use seaworthy_policy::Builtin;

use crate::cli::PolicyCommand;
use crate::failure::{CLEAN, Code, Failure};
use crate::policy_file;
use crate::terminal::Terminal;

/// Runs one of the policy commands.
pub(super) fn run(command: PolicyCommand, terminal: &Terminal) -> Result<Code, Failure> {
    match command {
        PolicyCommand::Check { file } => check(file),
        PolicyCommand::Explain { policy } => explain(policy.as_deref()),
        PolicyCommand::Init { file, force } => init(&file, force, terminal),
    }
}

fn check(file: Option<PathBuf>) -> Result<Code, Failure> {
    let Some(path) = file.or_else(policy_file::found_upwards) else {
        let missing = anyhow!("no seaworthy.yaml here or in a folder above");
        return Err(Failure::from(missing).help("`seaworthy policy init` writes one"));
    };
    let policy = policy_file::load(Some(&path.to_string_lossy()))?;
    let checked = policy.check(Timestamp::now().to_zoned(TimeZone::UTC).date());
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{}: well formed, {} waivers, digest {}",
        path.display(),
        checked.waivers,
        checked.digest.short()
    )?;
    for note in &checked.notes {
        let line = note.line.map(|line| format!(":{line}")).unwrap_or_default();
        writeln!(
            out,
            "{}{line}: {}: {}",
            path.display(),
            note.path,
            note.message
        )?;
    }
    Ok(CLEAN)
}

fn explain(named: Option<&str>) -> Result<Code, Failure> {
    let policy = policy_file::load(named)?;
    write!(std::io::stdout().lock(), "{}", policy.explain(&Gate::ALL))?;
    Ok(CLEAN)
}

fn init(file: &Path, force: bool, terminal: &Terminal) -> Result<Code, Failure> {
    policy_file::create(file, force, &seaworthy_policy::template(Builtin::Baseline))?;
    terminal.note(&format!(
        "wrote {}; `seaworthy policy explain` says what it means",
        file.display()
    ));
    Ok(CLEAN)
}
