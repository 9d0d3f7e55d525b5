//! `seaworthy fix`: the changes that remove findings from files of configuration.

use std::fs;
use std::io::IsTerminal as _;

use anyhow::{Context as _, anyhow};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use seaworthy_assess::{FixSettings, FixedFile, Fixes};
use seaworthy_model::Finding;
use similar::TextDiff;

use crate::cli::FixArgs;
use crate::failure::{CLEAN, Code, Failure};
use crate::terminal::Terminal;
use crate::{configuration, output, policy_file, units};

/// Lines around a change that are shown.
const CONTEXT_LINES: usize = 3;

/// Shows, writes down or makes the changes.
pub(super) fn run(args: &FixArgs, terminal: &Terminal) -> Result<Code, Failure> {
    check_names(&args.check)?;
    let policy = policy_file::load(args.gate.policy.as_deref())?;
    let now = Timestamp::now();
    let today = args.gate.at.unwrap_or(now.to_zoned(TimeZone::UTC).date());
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let settings = FixSettings {
        configuration: configuration::options(&args.configuration)?,
        policy: &policy,
        gate: args.gate.gate,
        now,
        today,
        threads,
    };
    let wanted = |finding: &Finding| args.check.is_empty() || args.check.contains(&finding.check);
    let fixes = seaworthy_assess::fix(&args.target, &settings, &wanted);
    let fixes = fixes.map_err(anyhow::Error::from)?;
    let is_dry = args.dry_run || (!args.write && std::io::stdout().is_terminal());
    if let Some(path) = &args.patch {
        output::write(Some(path), |out| {
            fixes
                .files
                .iter()
                .try_for_each(|file| Ok(write!(out, "{}", diff(file))?))
        })?;
    } else {
        show(&fixes, terminal)?;
        if !is_dry {
            fixes.files.iter().try_for_each(write)?;
        }
    }
    terminal.note(&summary(&fixes, is_dry, args));
    Ok(CLEAN)
}

fn check_names(names: &[String]) -> Result<(), Failure> {
    let known = units::check_ids();
    match names.iter().find(|name| !known.contains(name)) {
        Some(name) => Err(Failure::usage(anyhow!("there is no check `{name}`"))
            .help("`seaworthy checks` lists them")),
        None => Ok(()),
    }
}

fn show(fixes: &Fixes, terminal: &Terminal) -> anyhow::Result<()> {
    output::write(None, |out| {
        for file in &fixes.files {
            for line in diff(file).lines() {
                let code = match line.as_bytes().first() {
                    Some(b'+') => "32",
                    Some(b'-') => "31",
                    Some(b'@') => "36",
                    _ => "",
                };
                if terminal.colors_stdout() && !code.is_empty() {
                    writeln!(out, "\u{1b}[{code}m{line}\u{1b}[0m")?;
                } else {
                    writeln!(out, "{line}")?;
                }
            }
        }
        Ok(())
    })
}

/// The change of one file in the unified format that `git apply` and `patch -p1` take.
fn diff(file: &FixedFile) -> String {
    let diff = TextDiff::from_lines(file.before.as_str(), file.after.as_str());
    let (old, new) = (format!("a/{}", file.name), format!("b/{}", file.name));
    diff.unified_diff()
        .context_radius(CONTEXT_LINES)
        .header(&old, &new)
        .to_string()
}

/// Writes beside the file and renames, so that no file is ever half written.
fn write(file: &FixedFile) -> Result<(), Failure> {
    let path = &file.path;
    let fail = || format!("cannot write {}", path.display());
    let now = fs::read(path).with_context(fail)?;
    if now != file.before.as_bytes() {
        let changed = anyhow!("{} was changed meanwhile and is left alone", path.display());
        return Err(Failure::from(changed).help("run `seaworthy fix` again"));
    }
    let beside = path.with_file_name(format!(
        ".{}.seaworthy-{}",
        path.file_name().unwrap_or_default().to_string_lossy(),
        std::process::id()
    ));
    let permissions = fs::metadata(path).with_context(fail)?.permissions();
    let written = fs::write(&beside, &file.after)
        .and_then(|()| fs::set_permissions(&beside, permissions))
        .and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written.with_context(fail)?;
    Ok(())
}

fn summary(fixes: &Fixes, is_dry: bool, args: &FixArgs) -> String {
    let open = fixes.left.iter().filter(|finding| !finding.is_settled());
    let open = match open.count() {
        0 => "nothing is left".to_owned(),
        1 => "1 finding is left that needs a person".to_owned(),
        count => format!("{count} findings are left that need a person"),
    };
    let mended: usize = fixes.files.iter().map(|file| file.fixed.len()).sum();
    let files = fixes.files.len();
    if mended == 0 {
        return format!("nothing to change; {open}");
    }
    let what = format!(
        "{mended} finding{} in {files} file{}",
        if mended == 1 { "" } else { "s" },
        if files == 1 { "" } else { "s" }
    );
    match (&args.patch, is_dry) {
        (Some(path), _) => format!("a patch for {what} is in {}; {open}", path.display()),
        (None, true) => format!("{what} would be mended; {open}; --write writes the changes"),
        (None, false) => format!("{what} mended; {open}"),
    }
}
