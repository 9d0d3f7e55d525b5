//! `cargo xtask bench image`: the promises about scanning an image, measured.
//!
//! The large image is scanned by us and by Syft in turns, so that both meet the same machine.
//! Processor time and peak memory are compared; wall time depends on who else uses the machine and
//! is shown only where a person waits.

mod build;
mod fleet;
mod made;
mod small;
mod update;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use self::build::Image;
use super::figures::{self, Row, Target};
use super::timed::{self, Usage};
use super::{Bench, Settings, machine};
use crate::needs::{self, User};
use crate::{marks, process, workspace};

pub(super) static BENCH: Bench = Bench { name: "image", run };

pub(super) const DOCUMENT: &str = "docs/benchmarks.md";
/// A gate that fails has done its whole work.
pub(super) const ASSESSED: &[i32] = &[0, 1];
/// Our share of Syft's processor time, at most, unless a row says otherwise.
const SHARE: f64 = 1.0 / 6.0;

fn run(settings: &Settings) -> Result<()> {
    let kit = needs::provide(User::Bench)?;
    let image = build::provide(kit.path("mmdebstrap")?)?;
    let syft = kit.path("syft")?;
    let program = build_program()?;

    let mut rows = Vec::new();
    let archive = format!("docker-archive:{}", image.docker_archive.display());
    rows.extend(compare(
        "docker archive, plain layer",
        &program,
        syft,
        &archive,
        settings.runs,
    )?);
    let layout = |scheme: &str| format!("{scheme}:{}", image.oci_layout.display());
    rows.extend(compare_layout(&program, syft, &layout, settings.runs)?);
    let layouts = [
        ("OCI layout, zstd layer", image.zstd_layout.clone(), 0.1),
        ("Java, 500 jars", made::java()?, 1.0 / 6.0),
        ("Node, 40,000 files", made::node()?, 1.0 / 6.0),
    ];
    for (what, layout, share) in layouts {
        let (us, them) = ("oci", "oci-dir");
        let target = |scheme: &str| format!("{scheme}:{}", layout.display());
        let ours = scan(&program, &target(us), &scratch()?.join("ours.json"));
        let theirs = catalogue(syft, &target(them));
        rows.extend(measure(what, &ours, &theirs, share, settings.runs)?);
    }
    rows.extend(small::rows(&program, &archive)?);
    rows.extend(fleet::rows(&program)?);
    rows.extend(update::rows(&program));
    if settings.build {
        rows.push(build_from_nothing()?);
    }
    let text = document(&image, syft, &program, settings, &rows)?;
    println!("{text}");
    let path = workspace::root().join(DOCUMENT);
    let before = fs::read_to_string(&path).unwrap_or_else(|_| "# Benchmarks\n".to_owned());
    let after = marks::replace_block(&before, "bench:image", &text)?;
    fs::write(&path, after).with_context(|| format!("writing {DOCUMENT}"))
}

pub(super) fn build_program() -> Result<PathBuf> {
    process::run(&mut process::cargo([
        "build",
        "--release",
        "--locked",
        "-p",
        "seaworthy",
    ]))?;
    Ok(workspace::target().join("release/seaworthy"))
}

fn compare_layout(
    program: &Path,
    syft: &Path,
    layout: &dyn Fn(&str) -> String,
    runs: usize,
) -> Result<Vec<Row>> {
    let scratch = scratch()?;
    let ours = scan(program, &layout("oci"), &scratch.join("ours.json"));
    let theirs = catalogue(syft, &layout("oci-dir"));
    measure("OCI layout, gzip layer", &ours, &theirs, SHARE, runs)
}

fn compare(what: &str, program: &Path, syft: &Path, target: &str, runs: usize) -> Result<Vec<Row>> {
    let ours = scan(program, target, &scratch()?.join("ours.json"));
    measure(what, &ours, &catalogue(syft, target), SHARE, runs)
}

/// Runs both in turns; the rows are processor time as a share of theirs, and our peak memory.
fn measure(
    what: &str,
    ours: &Command,
    theirs: &Command,
    share: f64,
    runs: usize,
) -> Result<Vec<Row>> {
    let scratch = scratch()?;
    let (mut us, mut them) = (Vec::new(), Vec::new());
    for turn in 1..=runs {
        // Each scan begins without what an earlier one kept, and keeps what it finds.
        let _ = fs::remove_dir_all(cache()?);
        let usage = timed::run(ours, &scratch.join("ours.out"), ASSESSED)?;
        println!("{what}, run {turn}: seaworthy {}", show(&usage));
        us.push(usage);
        let usage = timed::run(theirs, &scratch.join("syft.json"), &[0])?;
        println!("{what}, run {turn}: syft {}", show(&usage));
        them.push(usage);
    }
    let (Some(us), Some(them)) = (timed::median(us), timed::median(them)) else {
        bail!("no run was measured");
    };
    let packages = match packages_of(&scratch.join("syft.json")) {
        Ok(count) => format!("{count} packages by Syft"),
        Err(error) => format!("Syft's list was not read: {error:#}"),
    };
    let detail = format!("{}; Syft {}; {packages}", show(&us), show(&them));
    Ok(vec![
        Row::new(
            format!("cold scan, {what}: user CPU as a share of Syft's"),
            us.user_s / them.user_s,
            Target::AtMost(share),
            "",
        )
        .with_detail(detail),
        Row::new(
            format!("cold scan, {what}: peak memory"),
            kib_to_mib(us.peak_kib),
            Target::AtMost(96.0),
            "MiB",
        ),
    ])
}

/// Our scan with everything on; the report goes to a file as a pipeline would have it.
fn scan(program: &Path, target: &str, report: &Path) -> Command {
    let mut command = process::command(program);
    command
        .args(["scan", "--quiet", "--output"])
        .arg(format!("json={}", report.display()));
    command.arg(target);
    if let Ok(cache) = cache() {
        // What earlier scans of this machine remember is no part of the measurement.
        command.env("SEAWORTHY_BASES", cache.with_file_name("bases"));
        command.env("SEAWORTHY_CACHE_DIR", cache);
    }
    command
}

/// Syft with its defaults, without its question for a newer release.
fn catalogue(syft: &Path, target: &str) -> Command {
    let mut command = process::command(syft);
    command.args(["scan", "--quiet", "-o", "json", target]);
    command.env("SYFT_CHECK_FOR_APP_UPDATE", "false");
    command
}

fn packages_of(list: &Path) -> Result<usize> {
    let text = fs::read(list).context("reading it")?;
    let list: Value = serde_json::from_slice(&text).context("parsing it")?;
    Ok(list
        .get("artifacts")
        .and_then(Value::as_array)
        .context("it has no artifacts")?
        .len())
}

fn build_from_nothing() -> Result<Row> {
    let folder = workspace::target().join("bench/build");
    let _ = fs::remove_dir_all(&folder);
    let mut build = process::cargo(["build", "--release", "--locked", "-p", "seaworthy"]);
    build.env("CARGO_TARGET_DIR", &folder);
    let start = std::time::Instant::now();
    process::run(&mut build)?;
    let minutes = start.elapsed().as_secs_f64() / 60.0;
    fs::remove_dir_all(&folder).context("removing the build from nothing")?;
    Ok(Row::new(
        "`cargo build --release` from nothing",
        minutes,
        Target::AtMost(6.0),
        "min",
    ))
}

fn document(
    image: &Image,
    syft: &Path,
    program: &Path,
    settings: &Settings,
    rows: &[Row],
) -> Result<String> {
    let ours = process::capture(process::command(program).arg("--version"))?;
    let theirs = process::capture(process::command(syft).arg("--version"))?;
    let build = if settings.build { " --build" } else { "" };
    Ok(format!(
        "## Scanning an image\n\n\
         `cargo xtask bench image --runs {}{build}` on {}.\n\n\
         - Machine: {}.\n\
         - Programs: {}; {} from PyPI, with its defaults.\n\
         - Image: Debian packages, one layer, {} MB unpacked, {} MB under gzip.\n\
         - The median of {} runs in turns, by processor time.\n\n{}",
        settings.runs,
        machine::today()?,
        machine::describe(),
        ours.trim(),
        theirs.trim(),
        image.layer_bytes / 1_000_000,
        image.gzip_bytes / 1_000_000,
        settings.runs,
        figures::table(rows),
    ))
}

/// Where our scans keep the facts of layers.
fn cache() -> Result<PathBuf> {
    Ok(scratch()?.join("cache"))
}

pub(super) fn scratch() -> Result<PathBuf> {
    let folder = workspace::target().join("bench/scratch");
    fs::create_dir_all(&folder).context("creating the scratch folder")?;
    Ok(folder)
}

pub(super) fn show(usage: &Usage) -> String {
    format!(
        "{:.2} s user, {:.0} MiB",
        usage.user_s,
        kib_to_mib(usage.peak_kib)
    )
}

#[expect(
    clippy::cast_precision_loss,
    reason = "memory of a process is far below 2^52 KiB"
)]
pub(super) fn kib_to_mib(kib: u64) -> f64 {
    kib as f64 / 1024.0
}
