//! The programs that a test needs: found in the search path, or the test is skipped and says why.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// Where Debian keeps the programs of the administrator; not every search path has them.
const SYSTEM_FOLDERS: &[&str] = &["/usr/sbin", "/sbin"];

/// Whether every part is there. Says what is missing.
///
/// # Errors
/// A part is missing on a CI system where `cargo xtask test` did not name it as missing
/// (`SEAWORTHY_WITHOUT`): then a test would vanish without anybody knowing.
pub(crate) fn present(programs: &[&str]) -> Result<bool> {
    for name in programs {
        if find(name).is_none() {
            return skip(name, &format!("`{name}` is not installed"));
        }
    }
    Ok(true)
}

/// Skips what needs `part`, with a reason that people read.
///
/// # Errors
/// As of [`present`].
pub(crate) fn skip(part: &str, reason: &str) -> Result<bool> {
    let without = env::var("SEAWORTHY_WITHOUT").unwrap_or_default();
    let known = without.split(',').any(|name| name == part);
    if is_complete() && is_ci() && !known {
        bail!("{reason}, and in CI every part that xtask/src/needs.rs provides must be there");
    }
    say(&format!("skipped: {reason}"));
    Ok(false)
}

/// Whether `cargo xtask test` runs us, which installs parts and may download.
pub(crate) fn is_complete() -> bool {
    env::var_os("SEAWORTHY_REAL").is_some_and(|value| value == "1")
}

/// Whether we may do what only root may.
pub(crate) fn is_root() -> Result<bool> {
    let mut id = Command::new("id");
    Ok(output(id.arg("-u"))?.trim() == "0")
}

/// A program with an environment that holds nothing of the user's: its home and its temporary
/// files are in `folder`.
pub(crate) fn command(program: &str, folder: &Path) -> Result<Command> {
    let path = find(program).with_context(|| format!("`{program}` is not installed"))?;
    Ok(clean(path, folder))
}

/// The same for a program whose path is known.
pub(crate) fn clean(path: impl AsRef<OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(path);
    command.env_clear().stdin(Stdio::null()).current_dir(folder);
    command.env("PATH", search_path()).env("LC_ALL", "C.UTF-8");
    for name in ["HOME", "TMPDIR", "XDG_RUNTIME_DIR"] {
        command.env(name, folder);
    }
    command
}

/// Runs it to its end and returns what it wrote to standard output.
///
/// # Errors
/// It could not be started, or ended with another code than 0; then with what it wrote.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let ended = command.output().with_context(|| format!("start {name}"))?;
    if !ended.status.success() {
        let said = String::from_utf8_lossy(&ended.stderr);
        bail!("{command:?} ended with {}: {}", ended.status, said.trim());
    }
    String::from_utf8(ended.stdout).with_context(|| format!("output of {name}"))
}

/// The program of a Python package that `cargo xtask test` keeps in a place of its own.
pub(crate) fn named_by(variable: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env::var_os(variable)?);
    path.is_file().then_some(path)
}

/// A folder of the shared material, which not every machine has.
pub(crate) fn shared(path: &str) -> PathBuf {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let folder = env::var_os("SEAWORTHY_SHARED").unwrap_or_else(|| beside.into());
    Path::new(&folder).join(path)
}

/// A line for whoever runs the tests.
#[expect(clippy::print_stdout, reason = "a skipped test prints why")]
pub(crate) fn say(line: &str) {
    println!("{line}");
}

fn is_ci() -> bool {
    env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

fn find(name: &str) -> Option<PathBuf> {
    env::split_paths(&search_path())
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

fn search_path() -> OsString {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(SYSTEM_FOLDERS.iter().map(PathBuf::from));
    env::join_paths(folders).unwrap_or(path)
}
