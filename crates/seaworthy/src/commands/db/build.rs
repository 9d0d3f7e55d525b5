//! `seaworthy db build`: reads a folder in the layout of the OSV bucket and writes a pack.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use flate2::read::GzDecoder;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use seaworthy_advisories::pack::{BuildReport, Form, Options, PackBuilder, Releases, Source};

use crate::cli::DbBuildArgs;
use crate::failure::{CLEAN, Code, Failure};
use crate::output;
use crate::terminal::Terminal;

/// LIMIT: bytes of one advisory record, inflated. The largest published ones have some 3 MiB.
const RECORD_BYTES_MAX: u64 = 16 << 20;
/// LIMIT: bytes of a feed, inflated. EPSS has some 12 MiB, KEV 2 MiB.
const FEED_BYTES_MAX: u64 = 256 << 20;
/// Rejected records that are told one by one.
const REJECTED_SHOWN_MAX: usize = 10;
/// The level of zstd for a pack that is shipped: it is built once and read often.
const SHIPPED_LEVEL: i32 = 19;

/// Builds a pack.
pub(super) fn run(args: &DbBuildArgs, terminal: &Terminal) -> Result<Code, Failure> {
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let mut builder = PackBuilder::new(Options {
        form: if args.embedded {
            Form::Compressed {
                level: SHIPPED_LEVEL,
            }
        } else {
            Form::Raw
        },
        releases: if args.embedded {
            Releases::LongTerm
        } else {
            Releases::All
        },
        built_by: super::built_by(),
        built_on: Some(args.built_on.unwrap_or(today)),
    });
    let sources = sources(args.sources.as_deref())?;
    let source = |name: &str| sources.get(name).cloned().unwrap_or_default();
    for name in sources.keys() {
        builder.source(name, source(name));
    }
    let sets = sets(&args.from)?;
    let feeds = feeds(&mut builder, &args.from, &source)?;
    if sets.is_empty() && feeds == 0 {
        let nothing = anyhow!("no advisories in {}", args.from.display());
        return Err(Failure::from(nothing).help(
            "expected are osv/ECOSYSTEM/all.zip, kev.json, epss_scores-*.csv.gz, endoflife/*.json",
        ));
    }
    for (ecosystem, path) in &sets {
        let count = set(&mut builder, path)?;
        terminal.note(&format!("{ecosystem}: {count} records"));
    }
    let (pack, report) = builder.finish()?;
    output::write(Some(&args.output), |out| Ok(out.write_all(&pack)?))?;
    tell(&report, terminal);
    let size = pack.len() as f64 / f64::from(1 << 20);
    terminal.note(&format!("wrote {} ({size:.1} MiB)", args.output.display()));
    Ok(CLEAN)
}

/// Name, licence and date of each set, as the caller states them.
fn sources(path: Option<&Path>) -> anyhow::Result<BTreeMap<String, Source>> {
    let Some(path) = path else {
        return Ok(BTreeMap::new());
    };
    let wrong = || format!("cannot read the sources {}", path.display());
    let bytes = bounded(File::open(path).with_context(wrong)?, RECORD_BYTES_MAX)?;
    serde_json::from_slice(&bytes).with_context(wrong)
}

/// `osv/ECOSYSTEM/all.zip`, by ecosystem.
fn sets(from: &Path) -> anyhow::Result<Vec<(String, PathBuf)>> {
    let folder = from.join("osv");
    if !folder.is_dir() {
        fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))?;
        return Ok(Vec::new());
    }
    let mut sets = Vec::new();
    for entry in
        fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let entry = entry?;
        let path = entry.path().join("all.zip");
        if path.is_file() {
            sets.push((entry.file_name().to_string_lossy().into_owned(), path));
        }
    }
    sets.sort();
    Ok(sets)
}

fn set(builder: &mut PackBuilder, path: &Path) -> anyhow::Result<usize> {
    let wrong = || format!("cannot read {}", path.display());
    let mut archive =
        zip::ZipArchive::new(File::open(path).with_context(wrong)?).with_context(wrong)?;
    let mut bytes = Vec::new();
    for index in 0..archive.len() {
        let member = archive.by_index(index).with_context(wrong)?;
        let name = member.name().with_context(wrong)?.into_owned();
        if !name.ends_with(".json") {
            continue;
        }
        bytes.clear();
        let told = member.take(RECORD_BYTES_MAX + 1).read_to_end(&mut bytes);
        told.with_context(|| format!("cannot read {name} in {}", path.display()))?;
        if bytes.len() as u64 > RECORD_BYTES_MAX {
            bytes.clear();
        }
        // A record that is too large is empty here, and so is rejected and counted.
        builder.record(&name, &bytes)?;
    }
    Ok(archive.len())
}

/// The feeds beside OSV; how many there are.
fn feeds(
    builder: &mut PackBuilder,
    from: &Path,
    source: &dyn Fn(&str) -> Source,
) -> anyhow::Result<usize> {
    let mut count = 0;
    let kev = from.join("kev.json");
    if kev.is_file() {
        let wrong = || format!("cannot read {}", kev.display());
        let bytes = bounded(File::open(&kev).with_context(wrong)?, FEED_BYTES_MAX)?;
        builder.kev(&bytes, source("kev")).with_context(wrong)?;
        count += 1;
    }
    if let Some(epss) = newest_epss(from)? {
        let wrong = || format!("cannot read {}", epss.display());
        let file = File::open(&epss).with_context(wrong)?;
        let bytes = bounded(GzDecoder::new(file), FEED_BYTES_MAX).with_context(wrong)?;
        builder.epss(&bytes, source("epss")).with_context(wrong)?;
        count += 1;
    }
    let cycles = from.join("endoflife");
    if cycles.is_dir() {
        builder.cycles_source(source("endoflife"));
        for entry in fs::read_dir(&cycles)? {
            let path = entry?.path();
            let (Some(product), Some("json")) = (
                path.file_stem().and_then(|stem| stem.to_str()),
                path.extension().and_then(|extension| extension.to_str()),
            ) else {
                continue;
            };
            let wrong = || format!("cannot read {}", path.display());
            let bytes = bounded(File::open(&path).with_context(wrong)?, RECORD_BYTES_MAX)?;
            builder.cycles(product, &bytes).with_context(wrong)?;
            count += 1;
        }
    }
    Ok(count)
}

/// The newest `epss_scores-YYYY-MM-DD.csv.gz`: the date in the name orders them.
fn newest_epss(from: &Path) -> anyhow::Result<Option<PathBuf>> {
    let mut newest = None;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name.starts_with("epss_scores-") && name.ends_with(".csv.gz") {
            newest = newest.max(Some(path));
        }
    }
    Ok(newest)
}

fn bounded(input: impl Read, bytes_max: u64) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(bytes_max + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > bytes_max {
        bail!("it is larger than {} MiB", bytes_max >> 20);
    }
    Ok(bytes)
}

/// What became of the input, as far as a person must know.
fn tell(report: &BuildReport, terminal: &Terminal) {
    terminal.note(&format!(
        "{} of {} records used; {} withdrawn, {} without anything to match",
        report.used, report.records, report.withdrawn, report.irrelevant
    ));
    for (ecosystem, count) in &report.unknown_ecosystems {
        terminal.note(&format!(
            "{ecosystem}: no order of versions is known; {count} records left out"
        ));
    }
    if report.versions_left_out > 0 {
        let count = report.versions_left_out;
        terminal.note(&format!(
            "{count} ranges left out: their versions have no place in the order"
        ));
    }
    if report.rejected > 0 {
        terminal.note(&format!("{} records could not be read:", report.rejected));
        for rejected in report.rejected_named.iter().take(REJECTED_SHOWN_MAX) {
            terminal.note(&format!("  {}: {}", rejected.name, rejected.reason));
        }
    }
    if report.feed_entries_rejected > 0 {
        let count = report.feed_entries_rejected;
        terminal.note(&format!("{count} entries of KEV or EPSS could not be read"));
    }
}
