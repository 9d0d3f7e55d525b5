//! `cargo xtask bench config`: the promises about files of configuration, measured.
//!
//! The public charts of the corpus are rendered once by Helm's own library; what it writes is
//! judged by us and by Checkov in turns. Processor time is compared.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::figures::{self, Row, Target};
use super::image::{ASSESSED, DOCUMENT, build_program, kib_to_mib, scratch, show};
use super::timed::{self, Usage};
use super::{Bench, Settings, machine};
use crate::needs::{self, Kit, User};
use crate::{marks, process, workspace};

pub(super) static BENCH: Bench = Bench {
    name: "config",
    run,
};

/// What asks Helm's library to render every chart; `cargo xtask truth helm-charts` uses it too.
const RENDER: &str = include_str!("../../../crates/dev/truth/src/sets/helm_charts.py");
/// Starts of which the median counts.
const STARTS: usize = 21;
/// Files of the large folder, and those of them that are of interest.
const LARGE_FILES: usize = 50_000;
const LARGE_MANIFESTS: usize = 500;

const POD: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  \
                   selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: \
                   web}}\n    spec:\n      containers:\n        - name: web\n          image: \
                   shop/web:1.4\n          securityContext:\n            privileged: true\n";

fn run(settings: &Settings) -> Result<()> {
    let kit = needs::provide(User::BenchConfig)?;
    let program = build_program()?;
    let charts = charts()?;
    let mut rows = Vec::new();
    match rendered(&kit, &charts) {
        Ok(folder) => rows.extend(manifests(&program, &kit, &folder, settings.runs)?),
        Err(error) => rows.push(Row::not_measured(
            "rendered manifests of the charts corpus: wall time",
            format!("{error:#}"),
            Target::AtMost(0.5),
            "s",
        )),
    }
    rows.push(one_file(&program)?);
    rows.push(large_folder(&program)?);
    let usage = median(&program, &charts, settings.runs)?;
    rows.push(
        Row::new(
            "rendering and judging the whole charts corpus: wall time",
            usage.wall_s,
            Target::AtMost(4.0),
            "s",
        )
        .with_detail(show(&usage)),
    );
    let text = format!(
        "## Files of configuration\n\n`cargo xtask bench config --runs {}` on {}.\n\n- Machine: \
         {}.\n- Wall time of all cores, with the search for secrets; the median of {} runs.\n\n{}",
        settings.runs,
        machine::today()?,
        machine::describe(),
        settings.runs,
        figures::table(&rows),
    );
    println!("{text}");
    let path = workspace::root().join(DOCUMENT);
    let before = fs::read_to_string(&path).context("reading the document of benchmarks")?;
    let after = marks::replace_block(&before, "bench:config", &text)?;
    fs::write(&path, after).with_context(|| format!("writing {DOCUMENT}"))
}

/// All manifests that Helm renders, ours against Checkov's.
fn manifests(program: &Path, kit: &Kit, folder: &Path, runs: usize) -> Result<Vec<Row>> {
    let ours = median(program, folder, runs)?;
    let mut rows = vec![
        Row::new(
            "rendered manifests of the charts corpus: wall time",
            ours.wall_s,
            Target::AtMost(0.5),
            "s",
        )
        .with_detail(show(&ours)),
        Row::new(
            "rendered manifests of the charts corpus: peak memory",
            kib_to_mib(ours.peak_kib),
            Target::AtMost(100.0),
            "MiB",
        ),
    ];
    let what = "rendered manifests: user CPU, Checkov's as a multiple of ours";
    let target = Target::AtLeast(50.0);
    rows.push(match checkov(kit, folder) {
        Ok(theirs) => Row::new(what, theirs.user_s / ours.user_s, target, "×")
            .with_detail(format!("{}; Checkov {}", show(&ours), show(&theirs))),
        Err(error) => Row::not_measured(what, format!("{error:#}"), target, "×"),
    });
    Ok(rows)
}

fn checkov(kit: &Kit, folder: &Path) -> Result<Usage> {
    let mut command = process::command(kit.path("checkov")?);
    command.args(["--framework", "kubernetes", "--quiet", "--compact"]);
    command.args(["--output", "json", "--soft-fail", "--directory"]);
    command.arg(folder);
    timed::run(&command, &scratch()?.join("checkov.json"), &[0])
}

fn scan(program: &Path, target: &Path) -> Result<Command> {
    let mut command = process::command(program);
    let report = scratch()?.join("config.json");
    command.args(["scan", "--quiet", "--no-cache", "--output"]);
    command
        .arg(format!("json={}", report.display()))
        .arg(target);
    Ok(command)
}

fn median(program: &Path, target: &Path, runs: usize) -> Result<Usage> {
    let command = scan(program, target)?;
    let output = scratch()?.join("config.out");
    let mut usages = Vec::new();
    // The first run fills the file cache of the system.
    for turn in 0..=runs {
        let usage = timed::run(&command, &output, ASSESSED)?;
        println!(
            "{}: {} ({:.2} s)",
            target.display(),
            show(&usage),
            usage.wall_s
        );
        if turn > 0 {
            usages.push(usage);
        }
    }
    timed::median(usages).context("no run was measured")
}

fn one_file(program: &Path) -> Result<Row> {
    let file = scratch()?.join("one.yaml");
    fs::write(&file, POD).context("writing a manifest")?;
    let mut times_ms = Vec::new();
    for _ in 0..STARTS {
        let mut command = scan(program, &file)?;
        let start = Instant::now();
        let status = command.status().context("starting the program")?;
        times_ms.push(start.elapsed().as_secs_f64() * 1000.0);
        if !status.code().is_some_and(|code| ASSESSED.contains(&code)) {
            bail!("the scan of one file ended with {status}");
        }
    }
    times_ms.sort_by(f64::total_cmp);
    let at = |index: usize| times_ms.get(index).copied().unwrap_or_default();
    Ok(Row::new(
        "one manifest, start to verdict",
        at(STARTS / 2),
        Target::AtMost(15.0),
        "ms",
    )
    .with_detail(format!("median of {STARTS} starts; best {:.1} ms", at(0))))
}

/// A repository of many files, few of them manifests.
fn large_folder(program: &Path) -> Result<Row> {
    let folder = workspace::target().join("bench/monorepo");
    if !folder.join("done").is_file() {
        for number in 0..LARGE_FILES {
            let inner = folder.join(format!("team-{}/part-{}", number % 50, number % 997));
            fs::create_dir_all(&inner).context("making the large folder")?;
            let (name, text) = if number % (LARGE_FILES / LARGE_MANIFESTS) == 0 {
                (format!("deploy-{number}.yaml"), POD.to_owned())
            } else {
                let text = format!("pub fn part_{number}() -> usize {{\n    {number}\n}}\n");
                (format!("part_{number}.rs"), text.repeat(20))
            };
            fs::write(inner.join(name), text).context("writing the large folder")?;
        }
        fs::write(folder.join("done"), "").context("writing the large folder")?;
    }
    let usage = median(program, &folder, 3)?;
    Ok(Row::new(
        "a folder of 50,000 files, 500 of them manifests: wall time",
        usage.wall_s,
        Target::AtMost(1.5),
        "s",
    )
    .with_detail(show(&usage)))
}

/// The charts of the corpus as folders.
fn charts() -> Result<PathBuf> {
    let archive = workspace::shared("SEAWORTHY_CORPORA", "corpora").join("helm-charts.tar.zst");
    if !archive.is_file() {
        bail!("there is no {}", archive.display());
    }
    let folder = workspace::target().join("bench/charts");
    if !folder.join("bitnami-charts").is_dir() {
        fs::create_dir_all(&folder).context("making the folder of charts")?;
        let mut tar = process::command("tar");
        tar.args(["--zstd", "-xf"])
            .arg(&archive)
            .arg("-C")
            .arg(&folder);
        process::run(&mut tar)?;
    }
    Ok(folder)
}

/// What Helm's own library renders of the charts, as files.
fn rendered(kit: &Kit, charts: &Path) -> Result<PathBuf> {
    let folder = workspace::target().join("bench/rendered");
    if folder.join("done").is_file() {
        return Ok(folder);
    }
    let library = kit.path("helm-sdk")?;
    let environment = library.ancestors().nth(6).context("the library of Helm")?;
    let mut python = process::command(environment.join("bin/python"));
    let answers = process::capture(python.args(["-c", RENDER]).arg(charts))?;
    for answer in answers.lines() {
        let answer: Value = serde_json::from_str(answer).context("reading an answer of Helm")?;
        let chart = answer["chart"]
            .as_str()
            .unwrap_or_default()
            .replace('/', "-");
        let files = answer["files"].as_object();
        for (number, (_, text)) in files.into_iter().flatten().enumerate() {
            let text = text.as_str().unwrap_or_default();
            if text.contains("apiVersion") {
                let inner = folder.join(&chart);
                fs::create_dir_all(&inner).context("making a folder")?;
                fs::write(inner.join(format!("{number}.yaml")), text).context("writing a file")?;
            }
        }
    }
    fs::write(folder.join("done"), "").context("writing the mark")?;
    Ok(folder)
}
