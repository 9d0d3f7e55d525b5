//! `csv`: a row for each finding, for spreadsheets and quick scripts (RFC 4180).
//!
//! Spreadsheets take a cell that begins like a formula for one and run it. Such cells begin with an
//! apostrophe here, as OWASP's page on CSV injection advises; `json` has the text as it is.

use std::io;

use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, Finding};

use crate::format::FormatUnit;
use crate::kind::Kind;
use crate::{RenderOptions, WriteReportError, packages, place, scope, status, text};

pub(crate) static FORMAT: FormatUnit = FormatUnit {
    id: "csv",
    media_type: "text/csv; charset=utf-8; header=present",
    doc: "A row for each finding (RFC 4180), safe to open in a spreadsheet.",
    write,
};

/// A column: its head and the cell of a finding.
type Column = (&'static str, fn(&Assessment<Facts>, &Finding) -> String);

/// Every column. New ones come last, so that scripts that count columns go on working.
const COLUMNS: [Column; 22] = [
    ("severity", |_, f| f.severity.to_string()),
    ("risk", |_, f| format!("{:.1}", f.risk.value())),
    ("kind", |_, f| Kind::of(f).word().to_owned()),
    ("id", |_, f| f.id().to_owned()),
    ("status", |_, f| status::word(f).to_owned()),
    ("message", |_, f| f.message.clone()),
    ("target", |a, f| scope::scope_name(a, f).to_owned()),
    ("place", |_, f| place::describe(&f.location)),
    ("origin", |_, f| opt(f.origin)),
    ("package", |_, f| weakness(f, |w| w.package.clone())),
    ("installed", |_, f| weakness(f, |w| w.installed.clone())),
    ("fixed_in", |_, f| {
        weakness(f, |w| {
            packages::upgrade_of(f, w).unwrap_or_default().to_owned()
        })
    }),
    ("purl", |_, f| weakness(f, |w| w.purl.clone())),
    ("cvss", |_, f| {
        weakness(f, |w| {
            opt(w.cvss_score().map(|score| format!("{score:.1}")))
        })
    }),
    ("epss", |_, f| {
        weakness(f, |w| opt(w.epss.map(|epss| epss.score)))
    }),
    ("known_exploited", |_, f| {
        weakness(f, |w| opt(w.known_exploited))
    }),
    ("remedy", |_, f| {
        opt(f.remedy.as_ref().map(|remedy| &remedy.action))
    }),
    ("settled", |_, f| status::settled(f).unwrap_or_default()),
    ("check", |_, f| f.check.clone()),
    ("control", |_, f| f.control.to_string()),
    ("confidence", |_, f| f.confidence.to_string()),
    ("fingerprint", |_, f| f.fingerprint.as_str().to_owned()),
];

fn write(
    assessment: &Assessment<Facts>,
    _options: &RenderOptions<'_>,
    out: &mut dyn io::Write,
) -> Result<(), WriteReportError> {
    let wrong = |source| WriteReportError::Write {
        format: FORMAT.id,
        source,
    };
    let heads = COLUMNS.map(|(head, _)| head.to_owned());
    row(&heads, out).map_err(wrong)?;
    for finding in &assessment.findings {
        let cells = COLUMNS.map(|(_, cell)| cell(assessment, finding));
        row(&cells, out).map_err(wrong)?;
    }
    Ok(())
}

fn row(cells: &[String], out: &mut dyn io::Write) -> io::Result<()> {
    let cells: Vec<String> = cells.iter().map(|raw| cell(raw)).collect();
    write!(out, "{}\r\n", cells.join(","))
}

/// One field. Line breaks have become spaces, so that a row is a line.
fn cell(raw: &str) -> String {
    let mut text = text::clean(raw).into_owned();
    // The wide forms count as well: spreadsheets fold them.
    let acts = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    if text.trim_start().starts_with(acts) {
        text.insert(0, '\'');
    }
    if text.contains(['"', ',', ';', '\'']) || text.starts_with(' ') || text.ends_with(' ') {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

fn weakness(finding: &Finding, cell: impl Fn(&seaworthy_model::Vulnerability) -> String) -> String {
    finding
        .vulnerability
        .as_deref()
        .map(cell)
        .unwrap_or_default()
}

fn opt(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_no_formula_and_ends_no_field() {
        for (raw, written) in [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("say \"a\"", "\"say \"\"a\"\"\""),
            ("=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\""),
            ("  =1+1", "\"'  =1+1\""),
            ("＝1+1", "\"'＝1+1\""),
            ("@babel/core", "\"'@babel/core\""),
            ("-1", "\"'-1\""),
            ("a\r\n=b", "a  =b"),
            ("\t=b", "\"' =b\""),
        ] {
            assert_eq!(cell(raw), written, "{raw:?}");
        }
    }
}
