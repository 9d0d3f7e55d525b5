//! The findings: one line each that opens, and a filter above them for who has script.

use std::io;

use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, Finding, Severity, Vulnerability};

use super::markup::{esc, origin, severity, weakness};
use crate::kind::Kind;
use crate::{RenderOptions, packages, place, scope, status};

/// LIMIT: findings of a page. A browser still scrolls so many; the json format holds all.
const FINDINGS_MAX: usize = 5_000;
/// LIMIT: other places, aliases and the like of one finding.
const PARTS_MAX: usize = 50;

/// Writes the section.
pub(super) fn write(
    assessment: &Assessment<Facts>,
    options: &RenderOptions<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let total = assessment.findings.len();
    writeln!(
        out,
        "<section id=\"findings\">\n<h2>Findings ({total})</h2>"
    )?;
    if total == 0 {
        writeln!(out, "<p>Nothing was found.</p>\n</section>")?;
        return Ok(());
    }
    form(out)?;
    let shown: Vec<&Finding> = assessment.findings.iter().take(FINDINGS_MAX).collect();
    for kind in Kind::ALL {
        let findings: Vec<&&Finding> = shown.iter().filter(|f| Kind::of(f) == kind).collect();
        if findings.is_empty() {
            continue;
        }
        writeln!(
            out,
            "<section class=\"group\">\n<h3>{} ({})</h3>",
            kind.title(),
            findings.len()
        )?;
        for finding in findings {
            entry(assessment, finding, options, out)?;
        }
        writeln!(out, "</section>")?;
    }
    if total > shown.len() {
        writeln!(
            out,
            "<p>The {} least severe findings are left out of this page; the json format holds all.\
             </p>",
            total - shown.len()
        )?;
    }
    writeln!(out, "</section>")
}

/// The filter, hidden until the script can serve it.
fn form(out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(
        out,
        "<form class=\"filter\" role=\"search\" aria-label=\"Filter of findings\" hidden>\n\
         <label class=\"grow\">Text, package, id or path\
         <input type=\"search\" name=\"text\" autocomplete=\"off\"></label>"
    )?;
    let severities = Severity::ALL.map(|severity| (severity.as_str(), severity.as_str()));
    let kinds = Kind::ALL.map(|kind| (kind.word(), kind.title()));
    select(out, "severity", "Severity", &severities)?;
    select(out, "kind", "Kind", &kinds)?;
    let origins = [("base", "base image"), ("own", "own layers")];
    select(out, "origin", "Origin", &origins)?;
    select(
        out,
        "status",
        "Status",
        &[("open", "open"), ("settled", "waived or stated")],
    )?;
    select(out, "fix", "Fix", &[("yes", "known"), ("no", "not known")])?;
    writeln!(out, "<output aria-live=\"polite\"></output>\n</form>")
}

fn select(
    out: &mut dyn io::Write,
    name: &str,
    label: &str,
    choices: &[(&str, &str)],
) -> io::Result<()> {
    write!(
        out,
        "<label>{label}<select name=\"{name}\"><option value=\"\">all</option>"
    )?;
    for (value, words) in choices {
        write!(out, "<option value=\"{value}\">{words}</option>")?;
    }
    writeln!(out, "</select></label>")
}

fn entry(
    assessment: &Assessment<Facts>,
    finding: &Finding,
    options: &RenderOptions<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let settled = finding.is_settled();
    writeln!(
        out,
        "<details class=\"finding{}\" data-severity=\"{}\" data-kind=\"{}\" data-origin=\"{}\" \
         data-status=\"{}\" data-fix=\"{}\">\n<summary>{}<span class=\"what\">{}</span>\
         <span class=\"tags\">{}{}</span></summary>\n<div class=\"body\">",
        if settled { " settled" } else { "" },
        finding.severity,
        Kind::of(finding).word(),
        finding.origin.map_or("", |origin| origin.as_str()),
        if settled { "settled" } else { "open" },
        if finding.is_fixable() { "yes" } else { "no" },
        severity(finding.severity),
        headline(finding),
        tags(finding),
        origin(finding),
    )?;
    writeln!(out, "<p>{}</p>", esc(&finding.message))?;
    if let Some(remedy) = &finding.remedy {
        writeln!(out, "<p class=\"fix\">{}</p>", esc(&remedy.action))?;
    }
    if let Some(settled) = status::settled(finding) {
        writeln!(out, "<p><strong>Settled:</strong> {}</p>", esc(&settled))?;
    } else if let Some(stated) = &finding.statement {
        let words = status::statement(stated);
        writeln!(out, "<p><strong>Stated:</strong> {}</p>", esc(&words))?;
    }
    if let Some(doc) = (options.docs)(&finding.check).filter(|doc| !doc.why.is_empty()) {
        writeln!(out, "<p class=\"faint\">{}</p>", esc(&doc.why))?;
    }
    writeln!(out, "<dl class=\"facts\">")?;
    for (name, value) in facts(assessment, finding) {
        writeln!(out, "<dt>{name}</dt><dd>{value}</dd>")?;
    }
    writeln!(out, "</dl>\n</div>\n</details>")
}

/// What a person looks for: the weakness and its package, else the sentence.
fn headline(finding: &Finding) -> String {
    match &finding.vulnerability {
        Some(weakness) => {
            let to = packages::upgrade_of(finding, weakness);
            let fixed = to.map_or_else(
                || " <span class=\"faint\">no fix known</span>".to_owned(),
                |to| format!(" <span class=\"faint\">fixed in {}</span>", esc(to)),
            );
            format!(
                "<strong>{}</strong> {} {}{fixed}",
                esc(&weakness.id),
                esc(&weakness.package),
                esc(&weakness.installed)
            )
        }
        None => esc(&finding.message),
    }
}

fn tags(finding: &Finding) -> String {
    let mut tags = String::new();
    let weakness = finding.vulnerability.as_deref();
    if weakness.is_some_and(|weakness| weakness.known_exploited.is_some()) {
        tags.push_str("<span class=\"tag critical\">exploited</span>");
    }
    let word = status::word(finding);
    if word != "open" {
        let word = word.replace('_', " ");
        tags.push_str(&format!("<span class=\"tag quiet\">{word}</span>"));
    }
    tags
}

/// Everything known, as names and HTML.
fn facts(assessment: &Assessment<Facts>, finding: &Finding) -> Vec<(&'static str, String)> {
    let mut facts = vec![("Place", esc(&place::describe(&finding.location)))];
    let within = scope::scope_name(assessment, finding);
    if within != assessment.target.name {
        facts.push(("In", esc(within)));
    }
    for place in finding.related.iter().take(PARTS_MAX) {
        facts.push(("Also", esc(&place::describe(place))));
    }
    if let Some(weakness) = finding.vulnerability.as_deref() {
        weakness_facts(weakness, &mut facts);
    }
    for evidence in finding.evidence.iter().take(PARTS_MAX) {
        let words = format!("{}: {}", evidence.name, evidence.value);
        facts.push(("Seen", esc(&words)));
    }
    let check = format!("{} ({})", finding.check, finding.control);
    facts.push(("Check", esc(&check)));
    let risk = format!(
        "{:.1} of 10, confidence {}",
        finding.risk.value(),
        finding.confidence
    );
    facts.push(("Risk", risk));
    let fingerprint = esc(finding.fingerprint.as_str());
    facts.push(("Fingerprint", format!("<code>{fingerprint}</code>")));
    facts
}

fn weakness_facts(found: &Vulnerability, facts: &mut Vec<(&'static str, String)>) {
    let ids = std::iter::once(&found.id).chain(&found.aliases);
    let ids: Vec<String> = ids.take(PARTS_MAX).map(|id| weakness(id)).collect();
    facts.push(("Ids", ids.join(", ")));
    facts.push(("Package", format!("<code>{}</code>", esc(&found.purl))));
    for score in found.scores.iter().take(PARTS_MAX) {
        let mut words = format!("{} by {}", score.severity, score.source);
        if let Some(cvss) = &score.cvss {
            words.push_str(&format!(", CVSS {:.1} {}", cvss.score, cvss.vector));
        }
        facts.push(("Rated", esc(&words)));
    }
    if let Some(epss) = found.epss {
        let words = format!(
            "{:.2} % within 30 days, higher than {:.0} % of all",
            epss.score * 100.0,
            epss.percentile * 100.0
        );
        facts.push(("EPSS", words));
    }
    if let Some(day) = found.known_exploited {
        facts.push(("Exploited", format!("known since {day} (CISA KEV)")));
    }
    let advisories: Vec<String> = found
        .advisories
        .iter()
        .take(PARTS_MAX)
        .map(|a| esc(a))
        .collect();
    if !advisories.is_empty() {
        facts.push(("Advisories", advisories.join(", ")));
    }
}
