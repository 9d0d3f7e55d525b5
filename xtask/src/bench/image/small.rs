//! The small figures: start to verdict, matching, secrets, size of the program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::super::figures::{Row, Target};
use super::{ASSESSED, scan, scratch};
use crate::{process, workspace};

/// Starts of the program on the small image; enough for a steady median.
const STARTS: usize = 21;
/// The packages that the promise about matching is made for.
const PACKAGES_PROMISED: f64 = 2000.0;

/// Folders with source text that every Debian machine with a C compiler has, free of secrets.
const TEXTS: [&str; 2] = ["/usr/include", "/usr/lib/python3"];

type Figure = Result<(f64, String)>;

/// One row for each; what cannot be measured says why and stops nothing else.
pub(super) fn rows(program: &Path, large: &str) -> Result<Vec<Row>> {
    Ok(vec![
        row(
            "start to verdict, small image (layout of the shop)",
            start_to_verdict(
                program,
                &workspace::root().join("examples/storefront/image"),
            ),
            Target::AtMost(30.0),
            "ms",
        ),
        row(
            "start to verdict, alpine 3.10 as a gzipped archive of 2.7 MB",
            start_to_verdict(program, &alpine()),
            Target::AtMost(30.0),
            "ms",
        ),
        row(
            "warm scan of the large image, start to verdict",
            warm(program, large),
            Target::AtMost(40.0),
            "ms",
        ),
        row(
            "matching 2,000 packages",
            matching(program, large),
            Target::AtMost(5.0),
            "ms",
        ),
        row(
            "secrets, on source text without secrets",
            secrets(),
            Target::AtLeast(400.0),
            "MB/s per core",
        ),
        row("release binary", size(program), Target::AtMost(25.0), "MiB"),
    ])
}

fn row(what: &'static str, figure: Figure, target: Target, unit: &'static str) -> Row {
    match figure {
        Ok((figure, detail)) => Row::new(what, figure, target, unit).with_detail(detail),
        Err(error) => Row::not_measured(what, format!("{error:#}"), target, unit),
    }
}

/// The median wall time from start to exit, in milliseconds.
fn start_to_verdict(program: &Path, image: &Path) -> Figure {
    if !image.exists() {
        bail!("{} is not here", image.display());
    }
    starts(program, &image.to_string_lossy(), &["--no-cache"])
}

/// The same for the large image, of whose layer an earlier scan kept the facts.
fn warm(program: &Path, large: &str) -> Figure {
    let _ = fs::remove_dir_all(super::cache()?);
    let mut first = scan(program, large, &scratch()?.join("warm.json"));
    let status = first.status().context("starting the program")?;
    if !status.code().is_some_and(|code| ASSESSED.contains(&code)) {
        bail!("the scan of {large} ended with {status}");
    }
    starts(program, large, &[])
}

fn starts(program: &Path, target: &str, options: &[&str]) -> Figure {
    let report = scratch()?.join("small.json");
    let mut times_ms = Vec::new();
    for _ in 0..STARTS {
        let mut command = scan(program, target, &report);
        command.args(options);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let start = Instant::now();
        let status = command.status().context("starting the program")?;
        times_ms.push(start.elapsed().as_secs_f64() * 1000.0);
        if !status.code().is_some_and(|code| ASSESSED.contains(&code)) {
            bail!("the scan of {target} ended with {status}");
        }
    }
    times_ms.sort_by(f64::total_cmp);
    let median = times_ms.get(STARTS / 2).copied().context("no run")?;
    let best = times_ms.first().copied().context("no run")?;
    let name = target.rsplit('/').next().unwrap_or(target);
    Ok((
        median,
        format!("median wall time of {STARTS} starts on {name}; best {best:.1} ms"),
    ))
}

/// A real image, where the shared corpora are. Inflating it is the larger part of its scan.
fn alpine() -> PathBuf {
    workspace::shared("SEAWORTHY_CORPORA", "corpora").join("images/alpine-310.tar.gz")
}

/// Milliseconds of the matching phase, for as many packages as the promise names.
fn matching(program: &Path, large: &str) -> Figure {
    let mut command = scan(program, large, &scratch()?.join("timings.json"));
    command.arg("--timings");
    let output = command.output().context("starting the program")?;
    let errors = String::from_utf8_lossy(&output.stderr);
    if !output
        .status
        .code()
        .is_some_and(|code| ASSESSED.contains(&code))
    {
        bail!(
            "`--timings` ended with {}: {}",
            output.status,
            errors.trim()
        );
    }
    let number = |key: &str| timing(&errors, key).with_context(|| format!("no `{key}` in timings"));
    let (match_ms, packages) = (number("match_ms")?, number("packages")?);
    if packages < 1.0 {
        bail!("no packages were matched");
    }
    let detail = format!("{match_ms:.2} ms for {packages:.0} packages, scaled to 2,000");
    Ok((match_ms * PACKAGES_PROMISED / packages, detail))
}

/// The value of `key` in the first JSON line that has it.
fn timing(lines: &str, key: &str) -> Option<f64> {
    let parsed = lines
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    parsed.into_iter().find_map(|line| line.get(key)?.as_f64())
}

fn secrets() -> Figure {
    let options = [
        "run",
        "--quiet",
        "--release",
        "--locked",
        "-p",
        "seaworthy-secrets",
    ];
    let mut command = process::cargo(options);
    let output = process::capture(command.args(["--example", "throughput", "--"]).args(TEXTS))?;
    let rate = megabytes_per_second(&output).context("the example printed no `N MB/s`")?;
    Ok((rate, output.trim().replace('\n', "; ")))
}

/// The number before the first `MB/s`.
fn megabytes_per_second(text: &str) -> Option<f64> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let pair = words
        .windows(2)
        .find(|pair| pair.get(1).is_some_and(|w| w.starts_with("MB/s")))?;
    pair.first()?.parse().ok()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a program is far below 2^52 bytes"
)]
fn size(program: &Path) -> Figure {
    let bytes = fs::metadata(program).context("reading the program")?.len();
    Ok((
        bytes as f64 / (1024.0 * 1024.0),
        format!("{bytes} bytes, stripped"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timings_are_found_among_other_lines() {
        let lines =
            "scanning\n{\"phase\":\"read\",\"ms\":3}\n{\"match_ms\":1.5,\"packages\":2000}\n";
        assert_eq!(timing(lines, "match_ms"), Some(1.5));
        assert_eq!(timing(lines, "packages"), Some(2000.0));
        assert_eq!(timing(lines, "verdict_ms"), None);
    }

    #[test]
    fn a_rate_is_the_number_before_its_unit() {
        assert_eq!(
            megabytes_per_second("64 MB in 0.2 s: 312.5 MB/s"),
            Some(312.5)
        );
        assert_eq!(megabytes_per_second("fast"), None);
    }
}
