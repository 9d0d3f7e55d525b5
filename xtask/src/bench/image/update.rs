//! `db update` from a mirror on loopback: nothing changed, and one record of the largest set.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::super::figures::{Row, Target};
use super::scratch;
use crate::{process, workspace};

/// The set with the most records.
const SET: &str = "Ubuntu";
const RUNS: usize = 5;

/// One row for each case; without the shared advisories they say so.
pub(super) fn rows(program: &Path) -> Vec<Row> {
    let targets = [
        ("db update of all sets, nothing changed", 0.2),
        ("db update of all sets, one set changed", 5.0),
    ];
    let measured = measure(program).map_err(|error| format!("{error:#}"));
    let row = |at: usize, what: &str, limit: f64| match &measured {
        Ok(figures) => {
            let (figure, detail) = figures.get(at).cloned().unwrap_or_default();
            Row::new(what, figure, Target::AtMost(limit), "s").with_detail(detail)
        }
        Err(reason) => Row::not_measured(what, reason.clone(), Target::AtMost(limit), "s"),
    };
    let rows = targets.iter().enumerate();
    rows.map(|(at, (what, limit))| row(at, what, *limit))
        .collect()
}

fn measure(program: &Path) -> Result<[(f64, String); 2]> {
    let mirror = mirror()?;
    let server = Server::start(&mirror)?;
    let data = scratch()?.join("data");
    let _ = fs::remove_dir_all(&data);
    let first = update(program, &server, &data)?;
    let mut unchanged = Vec::new();
    for _ in 0..RUNS {
        unchanged.push(update(program, &server, &data)?);
    }
    unchanged.sort_by(f64::total_cmp);
    let median = unchanged.get(RUNS / 2).copied().context("no run")?;
    let changed = change(&mirror)?;
    let one = update(program, &server, &data)?;
    Ok([
        (
            median,
            format!("median wall time of {RUNS} runs; the first update took {first:.1} s"),
        ),
        (one, format!("wall time; {changed} of {SET} changed")),
    ])
}

/// Wall time of one update in seconds.
fn update(program: &Path, server: &Server, data: &Path) -> Result<f64> {
    let mut command = process::command(program);
    command
        .args(["--quiet", "db", "update", "--from", &server.address])
        .env("SEAWORTHY_DATA_DIR", data);
    let start = Instant::now();
    let output = command.output().context("starting the program")?;
    let seconds = start.elapsed().as_secs_f64();
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("the update ended with {}: {}", output.status, said.trim());
    }
    println!("db update: {seconds:.3} s");
    Ok(seconds)
}

/// A copy of the shared advisories that may be changed.
fn mirror() -> Result<PathBuf> {
    let shared = workspace::shared("SEAWORTHY_ADVISORIES", "advisories");
    if !shared.is_dir() {
        bail!("the shared advisories are not here");
    }
    let mirror = scratch()?.join("mirror");
    let _ = fs::remove_dir_all(&mirror);
    let mut copy = process::command("cp");
    // Times are kept, since servers tell them.
    process::run(
        copy.args(["-r", "--preserve=timestamps"])
            .arg(&shared)
            .arg(&mirror),
    )?;
    process::run(process::command("chmod").args(["-R", "u+w"]).arg(&mirror))?;
    Ok(mirror)
}

/// Gives one record of the set a new date, in the bundle, by itself and in the list of changes, as
/// the bucket does. Returns its id.
fn change(mirror: &Path) -> Result<String> {
    let folder = mirror.join("osv").join(SET);
    let list = folder.join("modified_id.csv");
    let lines = fs::read_to_string(&list).context("reading the list of changes")?;
    let (_, id) = lines
        .lines()
        .next()
        .and_then(|line| line.split_once(','))
        .context("the list of changes is empty")?;
    let (id, file) = (id.to_owned(), format!("{id}.json"));
    let mut unzip = process::command("unzip");
    let text = process::capture(unzip.arg("-p").arg(folder.join("all.zip")).arg(&file))?;
    let mut record: Value = serde_json::from_str(&text).context("reading a record")?;
    let now = "2027-01-01T00:00:00Z";
    if let Some(members) = record.as_object_mut() {
        members.insert("modified".to_owned(), Value::from(now));
    }
    fs::write(folder.join(&file), record.to_string()).context("writing the record")?;
    let mut zip = process::command("zip");
    zip.current_dir(&folder).args(["-q", "all.zip", &file]);
    process::run(&mut zip)?;
    let rest: String = lines
        .lines()
        .skip(1)
        .map(|line| format!("{line}\n"))
        .collect();
    fs::write(&list, format!("{now},{id}\n{rest}")).context("writing the list of changes")?;
    Ok(id)
}

/// Python's own web server, on a port that the kernel gives; it ends with this value.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(folder: &Path) -> Result<Self> {
        let mut command = Command::new("python3");
        command
            .args(["-u", "-m", "http.server", "--bind", "127.0.0.1", "0"])
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut process = command.spawn().context("starting the server")?;
        let output = process.stdout.take().context("the server has no output")?;
        let mut line = String::new();
        BufReader::new(output)
            .read_line(&mut line)
            .context("reading what the server says")?;
        let port = line
            .split_once(" port ")
            .and_then(|(_, rest)| rest.split(' ').next()?.parse::<u16>().ok());
        let address = match port {
            Some(port) => format!("http://127.0.0.1:{port}"),
            None => {
                let _ = process.kill();
                bail!("the server does not say its port: {line}");
            }
        };
        Ok(Server { process, address })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
