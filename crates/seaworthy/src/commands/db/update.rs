//! `seaworthy db update` and `db import`: newer advisory data for all scans of this user.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::anyhow;
use jiff::Timestamp;
use seaworthy_advisories::pack::Pack;
use seaworthy_assess::PackFile;
use seaworthy_update::{Change, Limits, Origin, Report, Settings, Store, update};

use crate::cli::DbUpdateArgs;
use crate::failure::{CLEAN, Code, Failure};
use crate::output;
use crate::pack::{self, EMBEDDED};
use crate::progress::Progress;
use crate::terminal::Terminal;

/// Updates.
pub(super) fn run(args: &DbUpdateArgs, terminal: &Terminal) -> Result<Code, Failure> {
    let started = Instant::now();
    let store = store()?;
    let origin = match &args.from {
        Some(text) => Origin::parse(text).map_err(Failure::usage)?,
        None => Origin::public()?,
    };
    let mut http = seaworthy_http::Options::default();
    http.trust.files.extend(args.ca_file.clone());
    http.proxies = seaworthy_http::Proxies::from_environment()?;
    let time_max = args
        .timeout
        .map(|seconds| Duration::from_secs(u64::from(seconds.get())));
    let settings = Settings {
        origin,
        ecosystems: args.ecosystems.clone(),
        allow_shrink: args.allow_shrink.iter().cloned().collect(),
        full: args.full,
        store: &store,
        embedded: EMBEDDED,
        http,
        time_max,
        now: Timestamp::now(),
        built_by: super::built_by(),
        limits: Limits::default(),
    };
    let progress = Progress::new(terminal);
    let updated = update(&settings, &progress);
    progress.finish();
    let report = updated.map_err(|error| {
        let help = error.help();
        let failure = Failure::from(error);
        match help {
            Some(help) => failure.help(help),
            None => failure,
        }
    })?;
    tell(&report, &store, started.elapsed(), terminal);
    if let Some(file) = &args.export {
        export(&store, file)?;
        terminal.note(&format!("wrote {}", file.display()));
    }
    Ok(CLEAN)
}

/// Makes a file the pack in use.
pub(super) fn import(file: &Path, terminal: &Terminal) -> Result<Code, Failure> {
    let store = store()?;
    store.import_file(file, Timestamp::now())?;
    terminal.note(&format!("{} is now in use", store.pack().display()));
    Ok(CLEAN)
}

/// The data folder, or what to do without one.
pub(super) fn store() -> Result<Store, Failure> {
    pack::store().ok_or_else(|| {
        let unknown = anyhow!("no folder to keep advisory data in: HOME is not set");
        Failure::from(unknown).help("SEAWORTHY_DATA_DIR names one")
    })
}

/// Writes the pack in use to a file.
fn export(store: &Store, file: &Path) -> Result<(), Failure> {
    let pack = PackFile::open(&store.pack())?;
    output::write(Some(file), |out| Ok(out.write_all(pack.bytes())?))?;
    Ok(())
}

/// What changed, in few lines.
fn tell(report: &Report, store: &Store, took: Duration, terminal: &Terminal) {
    let mut unchanged = 0;
    for feed in &report.feeds {
        match feed.change {
            Change::Unchanged | Change::NotOffered => unchanged += 1,
            Change::Records(1) => terminal.note(&format!("{}: 1 entry changed", feed.name)),
            Change::Records(count) => {
                terminal.note(&format!("{}: {count} entries changed", feed.name));
            }
            Change::Whole(count) => {
                terminal.note(&format!("{}: {count} entries", feed.name));
                let carried = carried(&feed.name);
                if count < carried / 10 * 9 {
                    terminal.note(&format!(
                        "{}: the program carries data of {carried} entries, which this replaces",
                        feed.name
                    ));
                }
            }
        }
    }
    if unchanged > 0 {
        terminal.note(&format!(
            "{unchanged} of {} sets and feeds unchanged",
            report.feeds.len()
        ));
    }
    if !report.kept.is_empty() {
        let kept = report.kept.join(", ");
        terminal.note(&format!(
            "not asked for or not offered, and kept as they were: {kept}"
        ));
    }
    let path = store.pack();
    let state = if report.swapped {
        "written"
    } else {
        "up to date"
    };
    let seconds = took.as_secs_f64();
    terminal.note(&format!("{} is {state} ({seconds:.1} s)", path.display()));
}

/// How many advisories the program carries at least of a set: those of its largest release.
fn carried(set: &str) -> usize {
    let manifest = Pack::open(EMBEDDED).and_then(|pack| pack.manifest());
    let entries = manifest.map(|manifest| manifest.ecosystems);
    let entries = entries.into_iter().flatten();
    let of_set = entries.filter(|entry| entry.name.split(':').next() == Some(set));
    let largest = of_set.map(|entry| entry.records).max();
    largest.map_or(0, |count| count as usize)
}
