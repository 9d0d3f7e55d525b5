//! A program under GNU time: processor time and peak memory.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::{process, workspace};

/// What one run took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Usage {
    /// Processor time in the program itself, all threads, in seconds.
    pub(super) user_s: f64,
    /// Wall clock, in seconds.
    pub(super) wall_s: f64,
    /// The largest resident set, in KiB.
    pub(super) peak_kib: u64,
}

/// Runs `program` under `/usr/bin/time -v`; its standard output goes to `output`, its errors to
/// `output.err`.
///
/// Exit codes of `accepted` are a success: a gate that fails has done its whole work.
pub(super) fn run(program: &Command, output: &Path, accepted: &[i32]) -> Result<Usage> {
    let report = output.with_extension("time");
    let mut timed = process::command("/usr/bin/time");
    timed
        .arg("-v")
        .arg("-o")
        .arg(&report)
        .arg(program.get_program())
        .args(program.get_args());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => timed.env(name, value),
            None => timed.env_remove(name),
        };
    }
    timed.current_dir(workspace::root());
    timed.stdout(File::create(output).context("creating the output of a run")?);
    let errors = output.with_extension("err");
    timed.stderr(Stdio::from(
        File::create(&errors).context("creating the errors of a run")?,
    ));
    let shown = process::show(program);
    let status = timed
        .status()
        .with_context(|| format!("running `{shown}`"))?;
    if !status.code().is_some_and(|code| accepted.contains(&code)) {
        let errors = fs::read_to_string(&errors).unwrap_or_default();
        bail!("`{shown}` ended with {status}: {}", errors.trim());
    }
    let text = fs::read_to_string(&report).context("reading the report of time")?;
    parse(&text).context("the report of time lacks a line; is it GNU time?")
}

/// The run in the middle, by processor time.
pub(super) fn median(mut runs: Vec<Usage>) -> Option<Usage> {
    runs.sort_by(|a, b| a.user_s.total_cmp(&b.user_s));
    runs.get(runs.len() / 2).copied()
}

fn parse(text: &str) -> Option<Usage> {
    let value = |name: &str| {
        text.lines()
            .find_map(|line| line.trim().strip_prefix(name))
            .map(str::trim)
    };
    let wall = value("Elapsed (wall clock) time (h:mm:ss or m:ss):")?;
    let parts = wall.split(':').map(|part| part.parse::<f64>().ok());
    Some(Usage {
        user_s: value("User time (seconds):")?.parse().ok()?,
        wall_s: parts
            .into_iter()
            .try_fold(0.0, |seconds, part| Some(seconds * 60.0 + part?))?,
        peak_kib: value("Maximum resident set size (kbytes):")?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_of_gnu_time_is_read() {
        let text = "\tCommand being timed: \"a b\"\n\tUser time (seconds): 18.20\n\
            \tElapsed (wall clock) time (h:mm:ss or m:ss): 1:02.50\n\
            \tMaximum resident set size (kbytes): 508000\n";
        let expected = Usage {
            user_s: 18.2,
            wall_s: 62.5,
            peak_kib: 508_000,
        };
        assert_eq!(parse(text), Some(expected));
        assert_eq!(parse("real 0.1"), None);
    }

    #[test]
    fn the_median_is_by_processor_time() {
        let usage = |user_s| Usage {
            user_s,
            wall_s: 0.0,
            peak_kib: 0,
        };
        let middle = median(vec![usage(3.0), usage(1.0), usage(2.0)]);
        assert_eq!(middle, Some(usage(2.0)));
        assert_eq!(median(Vec::new()), None);
    }
}
