//! `seaworthy db compare`: the order of two versions.

use std::cmp::Ordering;
use std::io::{self, BufRead as _, BufWriter, Write as _};

use anyhow::{Context as _, anyhow};
use seaworthy_advisories::version;

use crate::failure::{CLEAN, Code, Failure, NOT_ASSESSED};

/// Compares one pair, or each tab-separated pair of standard input.
///
/// A line that cannot be compared prints `?`, so that lines of input and output stay together, and
/// the exit code tells of it.
pub(super) fn run(ecosystem: &str, pair: Option<(&str, &str)>) -> Result<Code, Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    if let Some((a, b)) = pair {
        writeln!(out, "{}", sign(version::compare(ecosystem, a, b)?))?;
        out.flush()?;
        return Ok(CLEAN);
    }
    // A word that is no ecosystem is wrong on every line: it is told once.
    version::Scheme::for_ecosystem(ecosystem)
        .ok_or_else(|| anyhow!("no order of versions is known for `{ecosystem}`"))
        .map_err(Failure::usage)?;
    let mut code = CLEAN;
    for line in io::stdin().lock().lines() {
        let line = line.context("cannot read standard input")?;
        let compared = line
            .split_once('\t')
            .map(|(a, b)| version::compare(ecosystem, a, b));
        match compared {
            Some(Ok(order)) => writeln!(out, "{}", sign(order))?,
            _ => {
                code = NOT_ASSESSED;
                writeln!(out, "?")?;
            }
        }
    }
    out.flush()?;
    Ok(code)
}

fn sign(order: Ordering) -> &'static str {
    match order {
        Ordering::Less => "<",
        Ordering::Equal => "=",
        Ordering::Greater => ">",
    }
}
