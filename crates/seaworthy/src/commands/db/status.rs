//! `seaworthy db status`: what the advisory data covers, and how old it is.

use std::io::{self, Write};
use std::path::Path;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use seaworthy_advisories::pack::{Manifest, Pack};
use seaworthy_update::Status;

use crate::cli::ListFormat;
use crate::commands::table;
use crate::failure::{CLEAN, Code, Failure};
use crate::pack::{self, Chosen, Reason};

/// Ecosystems that people ask for most and that OSV publishes; those a pack lacks are named.
const EXPECTED: &[&str] = &[
    "AlmaLinux",
    "Alpine",
    "Bitnami",
    "Debian",
    "Go",
    "Maven",
    "NuGet",
    "Packagist",
    "PyPI",
    "Red Hat",
    "Rocky Linux",
    "RubyGems",
    "SUSE",
    "Ubuntu",
    "Wolfi",
    "crates.io",
    "npm",
];

/// Prints the manifest of a pack.
pub(super) fn run(db: Option<&Path>, format: ListFormat) -> Result<Code, Failure> {
    let chosen = pack::choose(db)?;
    let opened = Pack::open(chosen.file.bytes())?;
    let manifest = opened.manifest()?;
    let mut out = io::stdout().lock();
    match format {
        ListFormat::Json => {
            let mut value = serde_json::to_value(&manifest)?;
            value["pack"] = chosen.file.name().into();
            value["reason"] = chosen.reason.to_string().into();
            value["digest"] = opened.digest().as_str().into();
            writeln!(out, "{}", serde_json::to_string_pretty(&value)?)?;
        }
        ListFormat::Table => people(&mut out, &chosen, &manifest, table::aligned)?,
        ListFormat::Markdown => people(&mut out, &chosen, &manifest, table::markdown)?,
    }
    Ok(CLEAN)
}

type WriteTable = fn(&mut dyn Write, &[&str], &[Vec<String>]) -> io::Result<()>;

fn people(
    out: &mut dyn Write,
    chosen: &Chosen,
    manifest: &Manifest,
    write: WriteTable,
) -> io::Result<()> {
    heading(out, chosen, manifest)?;
    let rows: Vec<Vec<String>> = manifest
        .ecosystems
        .iter()
        .map(|entry| {
            vec![
                entry.name.clone(),
                day(entry.last_advisory()),
                entry.records.to_string(),
                entry.rows.to_string(),
                if entry.unfixed { "yes" } else { "no" }.to_owned(),
                entry.source.licence.clone(),
                entry.source.name.clone(),
            ]
        })
        .collect();
    let heads = [
        "ecosystem",
        "up to",
        "advisories",
        "ranges",
        "unfixed",
        "licence",
        "source",
    ];
    write(out, &heads, &rows)?;
    writeln!(out)?;
    let rows: Vec<Vec<String>> = manifest
        .feeds
        .iter()
        .map(|feed| {
            vec![
                feed.name.clone(),
                day(feed.as_of.or(feed.source.as_of)),
                feed.records.to_string(),
                feed.source.licence.clone(),
                feed.source.name.clone(),
            ]
        })
        .collect();
    write(
        out,
        &["feed", "up to", "entries", "licence", "source"],
        &rows,
    )?;
    let missing: Vec<&str> = EXPECTED
        .iter()
        .copied()
        .filter(|name| {
            let base = |entry: &str| entry.split(':').next() == Some(name);
            !manifest.ecosystems.iter().any(|entry| base(&entry.name))
        })
        .collect();
    writeln!(out)?;
    if !missing.is_empty() {
        writeln!(out, "No data at all for: {}.", missing.join(", "))?;
    }
    writeln!(
        out,
        "Where `unfixed` is no, only weaknesses that have a fix are known; silence says nothing\n\
         of others."
    )
}

/// Which pack it is, and why it is used.
fn heading(out: &mut dyn Write, chosen: &Chosen, manifest: &Manifest) -> io::Result<()> {
    writeln!(
        out,
        "Pack {}, built {} by {}",
        chosen.file.name(),
        day(manifest.built_on),
        manifest.built_by
    )?;
    writeln!(out, "Used because {}.", chosen.reason)?;
    if chosen.reason == Reason::Updated
        && let Some(status) = pack::store().as_ref().and_then(Status::read)
    {
        let checked = status
            .checked
            .map(|time| time.to_zoned(TimeZone::UTC).date());
        writeln!(
            out,
            "From {}, last compared with it {}.",
            status.origin,
            day(checked)
        )?;
    }
    writeln!(out)
}

/// A day, or that it is not known.
fn day(date: Option<Date>) -> String {
    date.map_or_else(|| "unknown".to_owned(), |date| date.to_string())
}
