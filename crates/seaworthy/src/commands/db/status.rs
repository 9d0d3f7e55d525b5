//! `seaworthy db status`: what the advisory data covers, and how old it is.

use std::io::{self, Write};
use std::path::Path;

use jiff::civil::Date;
use seaworthy_advisories::pack::{Manifest, Pack};

use crate::cli::ListFormat;
use crate::commands::table;
use crate::failure::{CLEAN, Code, Failure};
use crate::pack;

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
    let file = pack::open(db)?;
    let opened = Pack::open(file.bytes())?;
    let manifest = opened.manifest()?;
    let mut out = io::stdout().lock();
    match format {
        ListFormat::Json => writeln!(out, "{}", serde_json::to_string_pretty(&manifest)?)?,
        ListFormat::Table => people(&mut out, &file.name(), &manifest, table::aligned)?,
        ListFormat::Markdown => people(&mut out, &file.name(), &manifest, table::markdown)?,
    }
    Ok(CLEAN)
}

type WriteTable = fn(&mut dyn Write, &[&str], &[Vec<String>]) -> io::Result<()>;

fn people(
    out: &mut dyn Write,
    name: &str,
    manifest: &Manifest,
    write: WriteTable,
) -> io::Result<()> {
    let day = |date: Option<Date>| date.map_or_else(|| "unknown".to_owned(), |d| d.to_string());
    writeln!(
        out,
        "Pack {name}, built {} by {}\n",
        day(manifest.built_on),
        manifest.built_by
    )?;
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
