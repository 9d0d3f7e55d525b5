//! `cargo xtask truth`: prints `NAME: PASSED/TOTAL` for each set and each miss on a line.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a developer's tool reports on the terminal"
)]

use std::process::ExitCode;

use anyhow::{Result, bail};
use seaworthy_truth::{Floors, SETS, Set, folder, not_yet_run, run};

fn main() -> ExitCode {
    let names: Vec<String> = std::env::args().skip(1).collect();
    match report(&names) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("truth: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn report(names: &[String]) -> Result<()> {
    let folder = folder();
    let waiting = not_yet_run(&folder);
    for name in names {
        if waiting.contains(name) {
            bail!("the set {name} is there, but nothing runs it yet");
        }
        if !SETS.iter().any(|set| set.name == name) {
            bail!("no set {name}");
        }
    }
    if !folder.is_dir() {
        println!(
            "skipped: no truth sets in {} (SEAWORTHY_TRUTH)",
            folder.display()
        );
        return Ok(());
    }
    let floors = Floors::committed()?;
    let mut faults = Vec::new();
    let wanted = |set: &&Set| names.is_empty() || names.iter().any(|name| name == set.name);
    for set in SETS.iter().filter(wanted) {
        let Some(outcome) = run(set, &folder)? else {
            println!("{}: skipped, {} is absent", set.name, set.source);
            continue;
        };
        if let Some(reason) = &outcome.skipped {
            println!("{}: skipped, {reason}", set.name);
            continue;
        }
        for miss in &outcome.misses {
            println!("{}: miss: {miss}", set.name);
        }
        for note in &outcome.notes {
            println!("{}: {note}", set.name);
        }
        println!("{}: {}/{}", set.name, outcome.passed, outcome.total);
        faults.extend(floors.fault(set.name, &outcome));
    }
    if names.is_empty() {
        for name in waiting {
            println!("{name}: not yet run");
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        bail!("{}", faults.join("; "))
    }
}
