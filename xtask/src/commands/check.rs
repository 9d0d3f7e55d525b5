//! `cargo xtask check`: everything that is judged without running the product's tests.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Result, bail};

use super::Command;
use crate::{process, workspace};

pub(super) static COMMAND: Command = Command {
    name: "check",
    arguments: "[STEP...]",
    summary: "formatting, lints, house rules, licences, our own scan",
    help: "
Runs every step, or the named ones, and fails at the end if one did:

  fmt      cargo fmt, of the workspace and of the fuzz crate
  clippy   every target of the workspace, warnings are errors
  tidy     the rules of the house: crates/dev/tidy
  deny     licences, bans and sources of dependencies, by deny.toml
  scan     our own scan of our own Cargo.lock, by the policy of this tree

`deny` installs its pinned cargo-deny into target/tools on the first run (minutes).",
    run,
};

/// The release of cargo-deny that reads our deny.toml.
const DENY_VERSION: &str = "0.20.2";

type Step = (&'static str, fn() -> Result<()>);

static STEPS: &[Step] = &[
    ("fmt", fmt),
    ("clippy", clippy),
    ("tidy", tidy),
    ("deny", deny),
    ("scan", scan),
];

fn run(arguments: &[String]) -> Result<()> {
    for argument in arguments {
        if !STEPS.iter().any(|(name, _)| name == argument) {
            bail!("no step `{argument}` in check");
        }
    }
    let mut failed = Vec::new();
    for (name, step) in STEPS {
        if !arguments.is_empty() && !arguments.iter().any(|argument| argument == name) {
            continue;
        }
        println!("== check: {name}");
        let start = Instant::now();
        match step() {
            Ok(()) => println!("== check: {name} ok, {} s", start.elapsed().as_secs()),
            Err(error) => {
                println!("== check: {name} FAILED: {error:#}");
                failed.push(*name);
            }
        }
    }
    if failed.is_empty() {
        Ok(())
    } else {
        bail!("check failed: {}", failed.join(", "))
    }
}

fn fmt() -> Result<()> {
    process::run(&mut process::cargo(["fmt", "--all", "--check"]))?;
    let fuzz = ["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"];
    process::run(&mut process::cargo(fuzz))
}

fn clippy() -> Result<()> {
    let arguments = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--",
        "-D",
        "warnings",
    ];
    process::run(&mut process::cargo(arguments))
}

fn tidy() -> Result<()> {
    process::run(&mut process::cargo([
        "test",
        "--quiet",
        "--locked",
        "-p",
        "seaworthy-tidy",
    ]))
}

fn deny() -> Result<()> {
    let program = provide_deny()?;
    let mut command = process::command(program);
    command.args([
        "check",
        "--hide-inclusion-graph",
        "licenses",
        "bans",
        "sources",
    ]);
    process::run(&mut command)
}

/// Our own cargo-deny, built once.
fn provide_deny() -> Result<PathBuf> {
    let folder = workspace::tools(&format!("cargo-deny-{DENY_VERSION}"));
    let program = folder.join("bin/cargo-deny");
    if !program.is_file() {
        let root = folder.to_string_lossy().into_owned();
        let mut install = process::cargo(["install", "cargo-deny", "--locked"]);
        install.args([
            "--version",
            DENY_VERSION,
            "--no-default-features",
            "--quiet",
        ]);
        // It shares nothing with our own build, and its build folder must not stay in the way of
        // ours.
        install
            .args(["--root", &root])
            .env("CARGO_TARGET_DIR", folder.join("build"));
        process::run(&mut install)?;
        // What it was built from is of no more use, and large; a leftover does no harm.
        let _ = std::fs::remove_dir_all(folder.join("build"));
    }
    Ok(program)
}

fn scan() -> Result<()> {
    let arguments = ["run", "--quiet", "--locked", "-p", "seaworthy", "--"];
    process::run(process::cargo(arguments).args(["scan", "--quiet", "Cargo.lock"]))
}
