//! A thousand images over two hundred layers: what the images cost beyond their layers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use super::super::figures::{Row, Target};
use super::{ASSESSED, cache, kib_to_mib, scratch, show};
use crate::bench::timed::{self, Usage};
use crate::{process, workspace};

/// As the generator of fleets makes them: this many images hold every layer.
const COVERING: usize = 180;
const IMAGES: usize = 1000;

/// Our time for all images against the time for as few as hold every layer, both from nothing.
pub(super) fn rows(program: &Path) -> Result<Vec<Row>> {
    let list = provide()?;
    let text = fs::read_to_string(&list).context("reading the list of images")?;
    let lines: Vec<&str> = text.lines().collect();
    ensure!(
        lines.len() == IMAGES,
        "the fleet has {} images",
        lines.len()
    );
    let few = list.with_file_name("covering.txt");
    let covering = lines.get(..COVERING).unwrap_or_default();
    fs::write(&few, covering.join("\n")).context("writing the short list")?;
    let layers = run(program, &few)?;
    let all = run(program, &list)?;
    let detail = format!(
        "{IMAGES} images {}; {COVERING} images that hold all layers {}",
        show(&all),
        show(&layers)
    );
    Ok(vec![
        Row::new(
            "1,000 images over 200 layers: user CPU beyond that of the layers",
            all.user_s - layers.user_s,
            Target::AtMost(3.0),
            "s",
        )
        .with_detail(detail),
        Row::new(
            "1,000 images over 200 layers: peak memory",
            kib_to_mib(all.peak_kib),
            Target::AtMost(256.0),
            "MiB",
        ),
    ])
}

fn run(program: &Path, list: &Path) -> Result<Usage> {
    let _ = fs::remove_dir_all(cache()?);
    // A thousand remembered images would slow each later scan of whoever measures.
    let bases = scratch()?.join("bases-of-fleet");
    let _ = fs::remove_dir_all(&bases);
    let report = scratch()?.join("fleet.jsonl");
    let mut scan = Command::new(program);
    scan.args(["scan", "--quiet", "--from-file"])
        .arg(list)
        .arg("--output")
        .arg(format!("json={}", report.display()))
        .env("SEAWORTHY_BASES", bases)
        .env("SEAWORTHY_CACHE_DIR", cache()?);
    let usage = timed::run(&scan, &scratch()?.join("fleet.out"), ASSESSED)?;
    println!("{}: {}", list.display(), show(&usage));
    Ok(usage)
}

/// The list of a fleet below `target/bench`, made unless it is there.
fn provide() -> Result<PathBuf> {
    let folder = workspace::target().join("bench/fleet");
    let list = folder.join("images.txt");
    if !list.is_file() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).context("creating the folder of the fleet")?;
        let mut make = process::cargo(["run", "--quiet", "--release", "--locked"]);
        make.args(["-p", "seaworthy-testkit", "--example", "fleet", "--"]);
        process::run(make.arg(&folder))?;
    }
    Ok(list)
}
