//! `table`: the report for a person at a terminal.
//!
//! It opens with the verdict and why, then the few changes that remove most risk, then what was
//! found by kind, then what is not known. Rows are capped unless everything is asked for; what is
//! left out is counted. Without colour it says the same.

mod advice;
mod first;
mod gaps;
mod notes;
pub(crate) mod page;
mod settled;
mod verdict;
mod vulnerabilities;

use std::io;

use seaworthy_facts::{ConfigurationFacts, Facts};
use seaworthy_model::{Assessment, Origin};

use crate::counts::Counts;
use crate::format::FormatUnit;
use crate::packages::PackageIndex;
use crate::scope;
use crate::text::{columns, count};
use crate::{RenderOptions, WriteReportError};
use page::{Page, Span, Style};

pub(crate) static FORMAT: FormatUnit = FormatUnit {
    id: "table",
    media_type: "text/plain; charset=utf-8",
    doc: "A calm overview for a person at a terminal, led by what to fix first.",
    write,
};

fn write(
    assessment: &Assessment<Facts>,
    options: &RenderOptions<'_>,
    out: &mut dyn io::Write,
) -> Result<(), WriteReportError> {
    let mut page = Page::new(out, options);
    render(assessment, &mut page).map_err(|source| WriteReportError::Write {
        format: FORMAT.id,
        source,
    })
}

fn render(assessment: &Assessment<Facts>, page: &mut Page<'_>) -> io::Result<()> {
    verdict::write(assessment, page)?;
    first::write(assessment, page)?;
    let index = PackageIndex::new(&assessment.facts);
    let scopes = scope::scopes(assessment);
    let several = scopes.len() > 1;
    for scope in &scopes {
        if several {
            scope_heading(scope, page)?;
        }
        vulnerabilities::write(&index, scope, page)?;
        notes::write(scope, page)?;
    }
    advice::write(assessment, page)?;
    settled::write(assessment, page)?;
    gaps::write(assessment, page)?;
    summary(assessment, page)
}

fn scope_heading(scope: &scope::Scope<'_>, page: &mut Page<'_>) -> io::Result<()> {
    page.gap()?;
    let name = Span::new(Style::Strong, format!("── {}  ", scope.name));
    let numbers = if scope.findings.is_empty() {
        "nothing found".to_owned()
    } else {
        Counts::of(scope.findings.iter().copied()).in_words()
    };
    page.line(&[name, Span::plain(numbers)])
}

/// The last lines: everything in numbers, and how old the data is.
fn summary(assessment: &Assessment<Facts>, page: &mut Page<'_>) -> io::Result<()> {
    let open = || assessment.findings.iter().filter(|f| !f.is_settled());
    let found = open().count();
    let mut parts = vec![count(found, "finding", "findings")];
    if found > 0 {
        let words = Counts::of(open()).in_words();
        parts = vec![format!("{} ({words})", count(found, "finding", "findings"))];
    }
    let settled = assessment.findings.len() - found;
    let waived = assessment.findings.iter().filter(|f| f.waived.is_some());
    let waived = waived.count();
    if waived > 0 {
        parts.push(format!("{waived} waived"));
    }
    if settled > waived {
        parts.push(format!("{} stated not to matter", settled - waived));
    }
    let origins = |origin| open().filter(|f| f.origin == Some(origin)).count();
    let (base, own) = (origins(Origin::Base), origins(Origin::Own));
    if base + own > 0 {
        parts.push(format!("{base} from the base image, {own} own"));
    }
    if !assessment.unknowns.is_empty() {
        parts.push(format!("{} not known", assessment.unknowns.len()));
    }
    let packages = assessment.facts.packages().count();
    let read = assessment.facts.configuration.as_ref().map(configuration);
    if packages > 0 || read.is_none() {
        parts.push(count(packages, "package", "packages"));
    }
    parts.extend(read.into_iter().flatten());
    if assessment.facts.images.len() > 1 {
        parts.push(format!("{} images", assessment.facts.images.len()));
    }
    parts.push(seconds(assessment.timing.elapsed_ms));
    page.gap()?;
    for line in joined(&parts, page.width) {
        page.line(&[Span::plain(line)])?;
    }
    page.sentence(Vec::new(), Style::Plain, &gaps::data_age(assessment), 3)
}

/// What was read of configuration, where there is any of it.
fn configuration(facts: &ConfigurationFacts) -> Vec<String> {
    let charts = facts.charts.len() as u64;
    let numbers = [
        (facts.objects, "object", "objects"),
        (charts, "chart", "charts"),
        (facts.kustomizations, "kustomization", "kustomizations"),
        (facts.dockerfiles, "Dockerfile", "Dockerfiles"),
        (facts.services, "service", "services"),
    ];
    let some = numbers.into_iter().filter(|(number, ..)| *number > 0);
    some.map(|(number, one, many)| {
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        count(number, one, many)
    })
    .collect()
}

/// The parts on as few lines as hold them, none broken.
fn joined(parts: &[String], room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if columns(line) + columns(part) + 3 <= room => {
                line.push_str(" · ");
                line.push_str(part);
            }
            _ => lines.push(part.clone()),
        }
    }
    lines
}

/// `38 ms` under a second, else `1.2 s`.
fn seconds(elapsed_ms: u64) -> String {
    if elapsed_ms < 1_000 {
        format!("{elapsed_ms} ms")
    } else {
        format!("{}.{} s", elapsed_ms / 1_000, elapsed_ms % 1_000 / 100)
    }
}
