//! The top of the page: what the gate decides, about what, in numbers, and what to do first.

use std::io;

use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, Decision, Finding, Origin, Severity};

use super::markup::esc;
use crate::counts::Counts;
use crate::plan::{self, Change};
use crate::text::count;

/// LIMIT: reasons that are listed; the findings below carry the rest.
const REASON_ROWS_MAX: usize = 20;
/// LIMIT: changes that are listed; beyond, the order says little.
const STEP_ROWS_MAX: usize = 10;

/// Writes the header with the facts of the scan and the numbers.
pub(super) fn write(assessment: &Assessment<Facts>, out: &mut dyn io::Write) -> io::Result<()> {
    let verdict = &assessment.verdict;
    let decision = match verdict.decision {
        Decision::Deny => "Denied",
        Decision::Warn => "Allowed with warnings",
        Decision::Allow => "Allowed",
    };
    writeln!(
        out,
        "<header class=\"top\">\n<p class=\"brand\">Seaworthy assessment</p>\n\
         <h1><span class=\"verdict {}\">{decision}</span> {}</h1>\n<dl class=\"facts\">",
        verdict.decision,
        esc(&assessment.target.name)
    )?;
    for (name, value) in facts(assessment) {
        writeln!(out, "<dt>{name}</dt><dd>{value}</dd>")?;
    }
    writeln!(out, "</dl>\n<ul class=\"cards\">")?;
    let open = || assessment.findings.iter().filter(|f| !f.is_settled());
    let counts = Counts::of(open());
    for severity in Severity::ALL {
        let n = counts.get(severity);
        // What is rare is shown only when it occurs.
        if n > 0 || severity >= Severity::Low {
            card(out, severity.as_str(), n, severity.as_str())?;
        }
    }
    let number = |keep: &dyn Fn(&Finding) -> bool| open().filter(|f| keep(f)).count();
    card(out, "", counts.exploited, "known exploited")?;
    card(out, "", number(&Finding::is_fixable), "can be fixed now")?;
    let base = number(&|f| f.origin == Some(Origin::Base));
    let own = number(&|f| f.origin == Some(Origin::Own));
    if base + own > 0 {
        card(out, "", base, "from the base image")?;
        card(out, "", own, "from own layers")?;
    }
    let settled = assessment.findings.len() - counts.total();
    if settled > 0 {
        card(out, "", settled, "waived or stated")?;
    }
    if !assessment.unknowns.is_empty() {
        card(out, "", assessment.unknowns.len(), "not known")?;
    }
    writeln!(out, "</ul>\n</header>")
}

fn card(out: &mut dyn io::Write, class: &str, n: usize, words: &str) -> io::Result<()> {
    writeln!(out, "<li class=\"{class}\"><b>{n}</b> {words}</li>")
}

/// The facts of the scan; values are HTML already.
fn facts(assessment: &Assessment<Facts>) -> Vec<(&'static str, String)> {
    let target = &assessment.target;
    let mut facts = Vec::new();
    if let Some(digest) = &target.digest {
        facts.push(("Digest", format!("<code>{}</code>", esc(digest.as_str()))));
    }
    let mut kind = target.kind.as_str().to_owned();
    if let Some(platform) = &target.platform {
        kind.push_str(&format!(", {platform}"));
    }
    if let [image] = assessment.facts.images.as_slice()
        && let Some(distro) = &image.distro
    {
        let name = distro.pretty_name.clone();
        let name = name.unwrap_or_else(|| format!("{} {}", distro.id, distro.version_id));
        kind.push_str(&format!(", {name}"));
    }
    let packages = assessment.facts.packages().count();
    kind.push_str(&format!(", {}", count(packages, "package", "packages")));
    facts.push(("Target", esc(&kind)));
    let verdict = &assessment.verdict;
    facts.push((
        "Decided",
        format!(
            "at gate {} by policy {}",
            verdict.gate,
            esc(&verdict.policy)
        ),
    ));
    let scanned = assessment.timing.started.strftime("%Y-%m-%d %H:%M UTC");
    facts.push(("Scanned", scanned.to_string()));
    let newest = assessment.data.sources.iter();
    if let Some(day) = newest.filter_map(|source| source.last_advisory).max() {
        let pack = esc(&assessment.data.pack);
        facts.push(("Advisories", format!("{pack} pack, newest of {day}")));
    }
    facts
}

/// Writes why the verdict is not `allow`.
pub(super) fn reasons(assessment: &Assessment<Facts>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut lines: Vec<((Decision, &str), usize)> = Vec::new();
    for reason in &assessment.verdict.reasons {
        let line = (reason.decision, reason.message.as_str());
        let known = lines.iter().position(|(known, _)| *known == line);
        if let Some((_, times)) = known.and_then(|n| lines.get_mut(n)) {
            *times += 1;
        } else if lines.len() < REASON_ROWS_MAX {
            lines.push((line, 1));
        }
    }
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "<section>\n<h2>Why</h2>\n<ul class=\"plain\">")?;
    for ((decision, message), times) in lines {
        let times = match times {
            1 => String::new(),
            n => format!(" <span class=\"faint\">({n} findings)</span>"),
        };
        writeln!(
            out,
            "<li><span class=\"verdict {decision}\">{decision}</span> {}{times}</li>",
            esc(message)
        )?;
    }
    writeln!(out, "</ul>\n</section>")
}

/// Writes the changes that remove most risk.
pub(super) fn steps(assessment: &Assessment<Facts>, out: &mut dyn io::Write) -> io::Result<()> {
    let steps = plan::steps(assessment);
    if steps.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<section>\n<h2>Fix this first</h2>\n<div class=\"wide\"><table class=\"stack\">\n\
         <thead><tr><th scope=\"col\">Change</th><th scope=\"col\">Removes</th>\
         <th scope=\"col\">Where</th></tr></thead>\n<tbody>"
    )?;
    for step in steps.iter().take(STEP_ROWS_MAX) {
        let change = match &step.change {
            Change::Upgrade { package, from, to } => format!(
                "<strong>{}</strong> {} → {}",
                esc(package),
                esc(from),
                esc(to)
            ),
            Change::Action(action) => esc(action),
        };
        let places = match step.scopes.as_slice() {
            [only] => esc(only),
            many => format!("{} places", many.len()),
        };
        writeln!(
            out,
            "<tr><td>{change}</td><td data-head=\"removes\">{} ({})</td>\
             <td data-head=\"where\" class=\"faint\">{places}</td></tr>",
            step.removes.total(),
            step.removes.worst_in_words()
        )?;
    }
    writeln!(out, "</tbody></table></div>")?;
    let left = steps.len().saturating_sub(STEP_ROWS_MAX);
    if left > 0 {
        writeln!(out, "<p class=\"faint\">… and {left} more changes.</p>")?;
    }
    writeln!(out, "</section>")
}
