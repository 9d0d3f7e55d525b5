//! What the advisory pack says of an id: where it stands, what it affects, how likely it is used.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use seaworthy_advisories::pack::{AdvisoryId, End, Link, Pack, Section};
use seaworthy_advisories::weakness::Cve;

use crate::failure::Failure;
use crate::pack;

/// Affected packages of one ecosystem that are listed; the rest are counted.
const PACKAGES_SHOWN_MAX: usize = 8;

/// Tells what is known of an advisory; `false` if nothing is.
pub(super) fn explain(out: &mut dyn Write, id: &str, db: Option<&Path>) -> Result<bool, Failure> {
    let file = pack::choose(db)?.file;
    let pack = Pack::open(file.bytes())?;
    let wanted = id.to_ascii_uppercase();
    let cve = Cve::parse(&wanted);
    let mut affected: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for ecosystem in pack.ecosystems() {
        let Some(section) = pack.ecosystem(ecosystem)? else {
            continue;
        };
        let lines = lines(&section, &wanted, cve);
        if !lines.is_empty() {
            affected.insert(ecosystem.to_owned(), lines);
        }
    }
    let scores = match cve {
        Some(cve) => scores(&pack, cve)?,
        None => Vec::new(),
    };
    if affected.is_empty() && scores.is_empty() {
        return Ok(false);
    }
    writeln!(out, "{wanted}\n")?;
    for (name, value) in scores {
        writeln!(out, "  {name:16} {value}")?;
    }
    if affected.is_empty() {
        writeln!(
            out,
            "\nThe pack names no affected package; it may lack the ecosystem."
        )?;
    }
    for (ecosystem, lines) in &affected {
        writeln!(out, "\n{ecosystem}")?;
        for line in lines.iter().take(PACKAGES_SHOWN_MAX) {
            writeln!(out, "  {line}")?;
        }
        if lines.len() > PACKAGES_SHOWN_MAX {
            writeln!(out, "  and {} more", lines.len() - PACKAGES_SHOWN_MAX)?;
        }
    }
    if let Some(cve) = cve {
        writeln!(
            out,
            "\nText and references: https://www.cve.org/CVERecord?id={cve}"
        )?;
    }
    Ok(true)
}

/// EPSS, known exploitation and CVSS vectors of a CVE.
fn scores(pack: &Pack<'_>, cve: Cve) -> Result<Vec<(&'static str, String)>, Failure> {
    let mut scores = Vec::new();
    if let Some(table) = pack.kev()?
        && let Some(day) = table.added(cve)
    {
        scores.push(("known exploited", format!("since {day} (CISA)")));
    }
    if let Some(table) = pack.epss()?
        && let Some(epss) = table.lookup().score(cve)
    {
        let text = format!(
            "{:.1} % within 30 days, higher than {:.1} % of all",
            epss.score * 100.0,
            epss.percentile * 100.0
        );
        scores.push(("EPSS", text));
    }
    if let Some(table) = pack.vectors()? {
        scores.extend(table.vectors(cve).map(|vector| ("CVSS", vector.to_owned())));
    }
    Ok(scores)
}

/// One line for each affected package of a section.
fn lines(section: &Section<'_>, wanted: &str, cve: Option<Cve>) -> Vec<String> {
    let is_it = |number: u32| {
        let Some(advisory) = section.advisory(number) else {
            return false;
        };
        let by_id = match advisory.id {
            AdvisoryId::Cve(prefix, of) => {
                Some(of) == cve || format!("{prefix}{of}").eq_ignore_ascii_case(wanted)
            }
            AdvisoryId::Text(text) => text.eq_ignore_ascii_case(wanted),
        };
        by_id
            || section.links(number).any(|link| match link {
                Link::Covers(of) | Link::Cve(of) => Some(of) == cve,
                Link::Text(text) => text.eq_ignore_ascii_case(wanted),
            })
    };
    let mut lines = Vec::new();
    for package in section.packages() {
        for row in section.rows(package).filter(|row| is_it(row.advisory)) {
            let state = match section.end(row) {
                End::Fixed(version) => format!("fixed in {version}"),
                End::LastAffected(version) => format!("affected up to {version}"),
                End::Open => "no fix known".to_owned(),
            };
            lines.push(format!("{package}: {state}"));
        }
    }
    lines.dedup();
    lines
}
