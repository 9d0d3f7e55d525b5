//! `seaworthy controls`: the catalogue as a matrix and a list, with what answers each control.
//!
//! Nothing here is written by hand: what answers a control is counted from the units that are
//! compiled in, so a control without a unit shows as open.

use std::io::{self, Write};

use anyhow::anyhow;
use seaworthy_catalogue::{Control, Layer, Phase, controls, frameworks, requirements_of};
use seaworthy_check::{Answer, Unit, UnitKind};
use serde::Serialize;

use super::table;
use crate::cli::{ControlsArgs, ListFormat};
use crate::failure::{CLEAN, Code, Failure};
use crate::units;

/// Units of one kind beyond this many are counted rather than named.
const UNITS_NAMED_MAX: usize = 4;

/// Prints the controls.
pub(super) fn run(args: &ControlsArgs) -> Result<Code, Failure> {
    let shown = selected(args.framework.as_deref())?;
    let units = units::all();
    let mut out = io::stdout().lock();
    match args.format {
        ListFormat::Table => people(&mut out, &shown, &units, table::aligned)?,
        ListFormat::Markdown => people(&mut out, &shown, &units, table::markdown)?,
        ListFormat::Json => {
            let rows: Vec<Row> = shown
                .iter()
                .map(|control| Row::of(control, &units))
                .collect();
            writeln!(out, "{}", serde_json::to_string_pretty(&rows)?)?;
        }
    }
    Ok(CLEAN)
}

fn selected(framework: Option<&str>) -> Result<Vec<&'static Control>, Failure> {
    let Some(name) = framework else {
        return Ok(controls().iter().collect());
    };
    if !frameworks().iter().any(|framework| framework.id == name) {
        let known: Vec<&str> = frameworks()
            .iter()
            .map(|framework| framework.id.as_str())
            .collect();
        let help = format!("known are {}", known.join(", "));
        return Err(Failure::usage(anyhow!("no framework `{name}`")).help(help));
    }
    let asked = |control: &&Control| {
        requirements_of(&control.id).any(|(framework, _)| framework.id == name)
    };
    Ok(controls().iter().filter(asked).collect())
}

type WriteTable = fn(&mut dyn Write, &[&str], &[Vec<String>]) -> io::Result<()>;

fn people(
    out: &mut dyn Write,
    shown: &[&Control],
    units: &[Unit],
    write: WriteTable,
) -> io::Result<()> {
    let answered = |control: &&&Control| !answering(control, units).is_empty();
    let cell = |layer: Layer, phase: Phase| {
        let here = || {
            shown
                .iter()
                .filter(move |c| (c.layer, c.phase) == (layer, phase))
        };
        format!("{} of {}", here().filter(answered).count(), here().count())
    };
    let matrix: Vec<Vec<String>> = Layer::ALL
        .into_iter()
        .map(|layer| {
            let phases = Phase::ALL.into_iter().map(|phase| cell(layer, phase));
            std::iter::once(layer.as_str().to_owned())
                .chain(phases)
                .collect()
        })
        .collect();
    write(out, &["layer", "build", "operate"], &matrix)?;
    let total = shown.iter().filter(answered).count();
    writeln!(
        out,
        "\n{total} of {} controls have something that answers them.\n",
        shown.len()
    )?;
    let rows: Vec<Vec<String>> = shown.iter().map(|control| line(control, units)).collect();
    write(
        out,
        &["control", "risk", "layer", "phase", "answered by", "title"],
        &rows,
    )?;
    writeln!(
        out,
        "\nA risk with ~ is our own judgement; the source gives none."
    )
}

fn line(control: &Control, units: &[Unit]) -> Vec<String> {
    let ours = if control.risk_is_ours { "~" } else { "" };
    let answers = answering(control, units);
    let mut words = Vec::new();
    for answer in [Answer::Inspect, Answer::Enforce, Answer::Record] {
        for kind in [
            UnitKind::Check,
            UnitKind::Cataloguer,
            UnitKind::SecretRule,
            UnitKind::Format,
            UnitKind::Gate,
        ] {
            let ids: Vec<&str> = answers
                .iter()
                .filter(|unit| (unit.answer, unit.kind) == (answer, kind))
                .map(|unit| unit.id.as_str())
                .collect();
            if ids.len() > UNITS_NAMED_MAX {
                words.push(format!(
                    "{}: {} {}s",
                    answer.as_str(),
                    ids.len(),
                    kind.as_str()
                ));
            } else if !ids.is_empty() {
                words.push(format!("{}: {}", answer.as_str(), ids.join(", ")));
            }
        }
    }
    vec![
        control.id.to_string(),
        format!("{ours}{}", control.risk.value()),
        control.layer.as_str().to_owned(),
        control.phase.as_str().to_owned(),
        if words.is_empty() {
            "nothing yet".to_owned()
        } else {
            words.join("; ")
        },
        control.title.clone(),
    ]
}

fn answering<'a>(control: &Control, units: &'a [Unit]) -> Vec<&'a Unit> {
    units
        .iter()
        .filter(|unit| unit.controls.contains(&control.id))
        .collect()
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    title: &'a str,
    risk: f32,
    risk_is_ours: bool,
    layer: &'static str,
    phase: &'static str,
    sources: &'a [String],
    owed: &'a str,
    answered_by: Vec<Answering>,
    frameworks: Vec<Asked>,
}

#[derive(Serialize)]
struct Answering {
    unit: String,
    kind: &'static str,
    answer: &'static str,
}

#[derive(Serialize)]
struct Asked {
    framework: &'static str,
    requirement: &'static str,
    title: &'static str,
}

impl<'a> Row<'a> {
    fn of(control: &'a Control, units: &[Unit]) -> Self {
        Row {
            id: control.id.as_str(),
            title: &control.title,
            risk: control.risk.value(),
            risk_is_ours: control.risk_is_ours,
            layer: control.layer.as_str(),
            phase: control.phase.as_str(),
            sources: &control.sources,
            owed: &control.owed,
            answered_by: answering(control, units)
                .into_iter()
                .map(|unit| Answering {
                    unit: unit.id.clone(),
                    kind: unit.kind.as_str(),
                    answer: unit.answer.as_str(),
                })
                .collect(),
            frameworks: requirements_of(&control.id)
                .map(|(framework, requirement)| Asked {
                    framework: &framework.id,
                    requirement: &requirement.id,
                    title: &requirement.title,
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_without_a_unit_is_open() {
        let control = controls().first().unwrap();
        assert_eq!(line(control, &[])[4], "nothing yet");
    }

    #[test]
    fn the_matrix_counts_every_control_once() {
        let mut text = Vec::new();
        let all: Vec<&Control> = controls().iter().collect();
        people(&mut text, &all, &units::all(), table::aligned).unwrap();
        let text = String::from_utf8(text).unwrap();
        let cells: usize = text
            .lines()
            .skip(1)
            .take(3)
            .flat_map(|row| row.split(" of ").skip(1))
            .map(|cell| {
                cell.split_whitespace()
                    .next()
                    .unwrap()
                    .parse::<usize>()
                    .unwrap()
            })
            .sum();
        assert_eq!(cells, 77, "{text}");
    }
}
