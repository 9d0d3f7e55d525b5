//! Runs the program in a clean environment.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What came of a run.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs the program in the root of the repository.
pub(crate) fn run(arguments: &[&str]) -> Run {
    run_in(&root(), arguments)
}

/// Runs the program in a folder, with nothing of the caller's environment but the path.
pub(crate) fn run_in(folder: &Path, arguments: &[&str]) -> Run {
    finish(
        Command::new(env!("CARGO_BIN_EXE_seaworthy"))
            .args(arguments)
            .current_dir(folder),
        &[],
    )
}

/// Runs the program with a text on its standard input.
pub(crate) fn run_with_input(arguments: &[&str], input: &str) -> Run {
    let file = tempfile::NamedTempFile::new().expect("set-up of a test");
    std::fs::write(file.path(), input).expect("set-up of a test");
    let stdin = std::fs::File::open(file.path()).expect("set-up of a test");
    finish(
        Command::new(env!("CARGO_BIN_EXE_seaworthy"))
            .args(arguments)
            .current_dir(root())
            .stdin(stdin),
        &[],
    )
}

/// Runs a command with nothing of the caller's environment but the path, and these variables.
pub(crate) fn finish(command: &mut Command, variables: &[(&str, &Path)]) -> Run {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let output = command
        .env_clear()
        .env("PATH", path)
        .envs(variables.iter().copied())
        .output()
        .expect("set-up of a test");
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).expect("set-up of a test"),
        stderr: String::from_utf8(output.stderr).expect("set-up of a test"),
    }
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .expect("set-up of a test")
}

/// A JSON document of a run.
pub(crate) fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("the program prints JSON")
}
