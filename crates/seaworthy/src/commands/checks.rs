//! `seaworthy checks`: every check and rule that is compiled in.

use std::io::{self, Write};

use seaworthy_check::{Unit, UnitKind};
use serde::Serialize;

use super::table;
use crate::cli::{ListArgs, ListFormat};
use crate::failure::{CLEAN, Code, Failure};
use crate::units;

const HEADS: &[&str] = &[
    "id",
    "kind",
    "severity",
    "controls",
    "what holds when all is well",
];

/// Lists the checks and the secret rules.
pub(super) fn run(args: &ListArgs) -> Result<Code, Failure> {
    let units: Vec<Unit> = units::all()
        .into_iter()
        .filter(|unit| matches!(unit.kind, UnitKind::Check | UnitKind::SecretRule))
        .collect();
    let mut out = io::stdout().lock();
    match args.format {
        ListFormat::Table => table::aligned(&mut out, HEADS, &rows(&units))?,
        ListFormat::Markdown => table::markdown(&mut out, HEADS, &rows(&units))?,
        ListFormat::Json => {
            let rows: Vec<Row> = units.iter().map(Row::of).collect();
            writeln!(out, "{}", serde_json::to_string_pretty(&rows)?)?;
        }
    }
    Ok(CLEAN)
}

fn rows(units: &[Unit]) -> Vec<Vec<String>> {
    units
        .iter()
        .map(Row::of)
        .map(|row| {
            vec![
                row.id.to_owned(),
                row.kind.to_owned(),
                row.severity.unwrap_or_default().to_owned(),
                row.controls.join(" "),
                row.title.to_owned(),
            ]
        })
        .collect()
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    kind: &'static str,
    severity: Option<&'static str>,
    controls: Vec<&'a str>,
    title: &'a str,
    why: &'a str,
    fix: &'a str,
    see: &'a [String],
}

impl<'a> Row<'a> {
    fn of(unit: &'a Unit) -> Self {
        Row {
            id: &unit.id,
            kind: unit.kind.as_str(),
            severity: unit.severity.map(seaworthy_model::Severity::as_str),
            controls: unit
                .controls
                .iter()
                .map(seaworthy_model::ControlId::as_str)
                .collect(),
            title: &unit.doc.title,
            why: &unit.doc.why,
            fix: &unit.doc.fix,
            see: &unit.doc.see,
        }
    }
}
