//! `cargo xtask pack`: rebuilds the advisory pack that the program carries.

use std::path::Path;

use anyhow::{Context as _, Result, bail};

use super::{Command, expect_no_arguments};
use crate::{process, workspace};

pub(super) static COMMAND: Command = Command {
    name: "pack",
    arguments: "",
    summary: "rebuilds the embedded advisory pack",
    help: "
Builds the pack from the folder SEAWORTHY_ADVISORIES (default ../shared/advisories) with
`seaworthy db build` and puts it where the program embeds it. Commit the result by itself, with the
dates of its sources.",
    run,
};

/// Where the program embeds it from.
const PACK: &str = "crates/seaworthy/data/advisories.pack";
/// Name, licence and date of each set, for the manifest.
const SOURCES: &str = "crates/seaworthy/data/sources.json";
/// LIMIT: what the repository may carry; a clone should stay small.
const PACK_BYTES_MAX: u64 = 8 * 1024 * 1024;

fn run(arguments: &[String]) -> Result<()> {
    expect_no_arguments(&COMMAND, arguments)?;
    let source = workspace::shared("SEAWORTHY_ADVISORIES", "advisories");
    if !source.is_dir() {
        bail!("no advisories in {}", source.display());
    }
    let pack = workspace::root().join(PACK);
    let fresh = workspace::target().join("advisories.pack");
    let mut build = process::cargo([
        "run",
        "--quiet",
        "--release",
        "--locked",
        "-p",
        "seaworthy",
        "--",
    ]);
    build
        .args(["db", "build", "--embedded", "--sources"])
        .arg(workspace::root().join(SOURCES))
        .arg("--from")
        .arg(&source)
        .arg("--output")
        .arg(&fresh);
    process::run(&mut build)?;
    place(&fresh, &pack)
}

/// Puts `fresh` in the place of `pack`, unless it is too large.
fn place(fresh: &Path, pack: &Path) -> Result<()> {
    let bytes = std::fs::metadata(fresh)
        .context("reading the fresh pack")?
        .len();
    if bytes > PACK_BYTES_MAX {
        bail!(
            "the pack has {bytes} bytes, more than {PACK_BYTES_MAX}; it was left in {}",
            fresh.display()
        );
    }
    if let Some(folder) = pack.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("creating {}", folder.display()))?;
    }
    std::fs::copy(fresh, pack).with_context(|| format!("writing {}", pack.display()))?;
    println!("{PACK}: {bytes} bytes");
    Ok(())
}
