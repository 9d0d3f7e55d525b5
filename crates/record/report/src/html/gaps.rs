//! The end of the page: what is not known, what the data covers, every package, and who made it.

use std::io;

use seaworthy_facts::{Facts, Package};
use seaworthy_model::Assessment;

use super::markup::esc;

/// LIMIT: unknowns that are listed.
const UNKNOWNS_MAX: usize = 1_000;
/// LIMIT: packages that are listed; an SBOM is the place for more.
const PACKAGES_MAX: usize = 5_000;

/// Writes the sections.
pub(super) fn write(assessment: &Assessment<Facts>, out: &mut dyn io::Write) -> io::Result<()> {
    unknowns(assessment, out)?;
    coverage(assessment, out)?;
    packages(assessment, out)
}

fn unknowns(assessment: &Assessment<Facts>, out: &mut dyn io::Write) -> io::Result<()> {
    let unknowns = &assessment.unknowns;
    if unknowns.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<section>\n<h2>Not known ({})</h2>\n<p class=\"faint\">What could not be read or decided \
         is not clean; it is unknown.</p>\n<ul class=\"plain\">",
        unknowns.len()
    )?;
    for unknown in unknowns.iter().take(UNKNOWNS_MAX) {
        let place = unknown.location.as_ref().map(ToString::to_string);
        let place = place.filter(|place| !place.contains(&unknown.what));
        let place = place.map_or(String::new(), |place| {
            format!(" <span class=\"faint\">{}</span>", esc(&place))
        });
        writeln!(
            out,
            "<li><strong>{}</strong>{place}: {}</li>",
            esc(&unknown.what),
            esc(&unknown.reason)
        )?;
    }
    let left = unknowns.len().saturating_sub(UNKNOWNS_MAX);
    if left > 0 {
        writeln!(out, "<li>… and {left} more</li>")?;
    }
    writeln!(out, "</ul>\n</section>")
}

fn coverage(assessment: &Assessment<Facts>, out: &mut dyn io::Write) -> io::Result<()> {
    let sources = &assessment.data.sources;
    if sources.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<section>\n<h2>Advisory data</h2>\n<div class=\"wide\"><table>\n<thead><tr>\
         <th scope=\"col\">Ecosystem</th><th scope=\"col\">Data</th></tr></thead>\n<tbody>"
    )?;
    for source in sources {
        let mut words = match (source.covered, source.last_advisory) {
            (false, _) => "<strong>no data</strong>: packages of this kind were not matched".into(),
            (true, Some(day)) => format!("newest advisory {day}"),
            (true, None) => "covered, not dated".to_owned(),
        };
        if let Some(note) = &source.note {
            words.push_str(&format!("; {}", esc(note)));
        }
        writeln!(
            out,
            "<tr><td>{}</td><td>{words}</td></tr>",
            esc(&source.ecosystem)
        )?;
    }
    writeln!(out, "</tbody></table></div>\n</section>")
}

fn packages(assessment: &Assessment<Facts>, out: &mut dyn io::Write) -> io::Result<()> {
    let total = assessment.facts.packages().count();
    if total == 0 {
        return Ok(());
    }
    writeln!(
        out,
        "<section>\n<h2>Packages</h2>\n<details>\n<summary>All {total}</summary>\n\
         <div class=\"wide\"><table class=\"stack\">\n<thead><tr><th scope=\"col\">Package</th>\
         <th scope=\"col\">Version</th><th scope=\"col\">Kind</th><th scope=\"col\">Licence</th>\
         <th scope=\"col\">Place</th></tr></thead>\n<tbody>"
    )?;
    for package in assessment.facts.packages().take(PACKAGES_MAX) {
        writeln!(
            out,
            "<tr><td>{}</td><td data-head=\"version\">{}</td><td data-head=\"kind\">{}</td>\
             <td data-head=\"licence\">{}</td><td data-head=\"place\" class=\"faint\">{}</td></tr>",
            esc(&package.full_name()),
            esc(&package.version),
            package.kind.as_str(),
            esc(&package.licences.join(", ")),
            esc(&place(package)),
        )?;
    }
    writeln!(out, "</tbody></table></div>")?;
    let left = total.saturating_sub(PACKAGES_MAX);
    if left > 0 {
        writeln!(
            out,
            "<p class=\"faint\">… and {left} more; an SBOM lists all.</p>"
        )?;
    }
    writeln!(out, "</details>\n</section>")
}

fn place(package: &Package) -> String {
    match package.places.as_slice() {
        [] => String::new(),
        [only] => only.path.clone(),
        [first, rest @ ..] => format!("{} and {} more", first.path, rest.len()),
    }
}

/// Writes who made the page, and from what.
pub(super) fn footer(assessment: &Assessment<Facts>, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(
        out,
        "<footer>Seaworthy {} · policy <code>{}</code> · this page loads nothing from anywhere; \
         links to advisories are the only way out of it.</footer>",
        esc(&assessment.tool.version),
        esc(assessment.verdict.policy_digest.as_str()),
    )
}
