//! `seaworthy explain`: what a check, a control, a secret rule or a vulnerability means.

use std::io::{self, Write};

use anyhow::anyhow;
use seaworthy_catalogue::{Control, control, controls, requirements_of};
use seaworthy_check::{Unit, UnitKind};
use seaworthy_model::ControlId;

use crate::cli::ExplainArgs;
use crate::failure::{CLEAN, Code, Failure};
use crate::units;

mod advisory;

/// Ids that are offered when one is mistyped.
const SUGGESTED_MAX: usize = 3;

/// Explains one id.
pub(super) fn run(args: &ExplainArgs) -> Result<Code, Failure> {
    let id = args.id.trim();
    let mut out = io::stdout().lock();
    if let Ok(control_id) = id.to_ascii_uppercase().parse::<ControlId>()
        && let Some(control) = control(&control_id)
    {
        explain_control(&mut out, control)?;
        return Ok(CLEAN);
    }
    let units = units::all();
    let named: Vec<&Unit> = units
        .iter()
        .filter(|unit| unit.id == id.to_ascii_lowercase())
        .collect();
    if !named.is_empty() {
        for unit in named {
            explain_unit(&mut out, unit)?;
        }
        return Ok(CLEAN);
    }
    if advisory::explain(&mut out, id, args.db.as_deref())? {
        return Ok(CLEAN);
    }
    let near = near(id, &units);
    let failure = Failure::from(anyhow!("nothing is known of `{id}`"));
    Err(if near.is_empty() {
        failure.help(
            "ids of checks are listed by `seaworthy checks`, controls by `seaworthy controls`",
        )
    } else {
        failure.help(format!("did you mean {}?", near.join(" or ")))
    })
}

fn explain_unit(out: &mut dyn Write, unit: &Unit) -> io::Result<()> {
    let severity = unit
        .severity
        .map(|severity| format!(", {severity}"))
        .unwrap_or_default();
    writeln!(out, "{} ({}{severity})\n", unit.id, unit.kind.as_str())?;
    paragraph(out, "", &unit.doc.title)?;
    paragraph(out, "Why", &unit.doc.why)?;
    paragraph(out, "Fix", &unit.doc.fix)?;
    if unit.kind == UnitKind::Check
        && let Some((bad, good)) = units::examples(&unit.id)
    {
        bad.first()
            .map_or(Ok(()), |text| example(out, "Found", text))?;
        good.first()
            .map_or(Ok(()), |text| example(out, "Not found", text))?;
    }
    let see: Vec<&String> = unit
        .doc
        .see
        .iter()
        .filter(|line| !line.is_empty())
        .collect();
    if !see.is_empty() {
        writeln!(out, "See")?;
        see.into_iter()
            .try_for_each(|line| writeln!(out, "  {line}"))?;
        writeln!(out)?;
    }
    writeln!(out, "Controls")?;
    for id in &unit.controls {
        let title = control(id)
            .map(|control| control.title.as_str())
            .unwrap_or_default();
        writeln!(out, "  {id}  {title}")?;
    }
    Ok(())
}

fn explain_control(out: &mut dyn Write, control: &Control) -> io::Result<()> {
    let ours = if control.risk_is_ours {
        " (our judgement)"
    } else {
        ""
    };
    writeln!(out, "{}: {}\n", control.id, control.title)?;
    writeln!(out, "  risk   {} of 10{ours}", control.risk.value())?;
    writeln!(out, "  layer  {}", control.layer.as_str())?;
    writeln!(out, "  phase  {}", control.phase.as_str())?;
    writeln!(out, "  owed   {}\n", control.owed)?;
    let units = units::all();
    let answering: Vec<&Unit> = units
        .iter()
        .filter(|unit| unit.controls.contains(&control.id))
        .collect();
    if answering.is_empty() {
        writeln!(out, "Nothing answers it yet.\n")?;
    } else {
        writeln!(out, "Answered by")?;
        for unit in answering {
            writeln!(
                out,
                "  {}: {} ({})",
                unit.answer.as_str(),
                unit.id,
                unit.kind.as_str()
            )?;
        }
        writeln!(out)?;
    }
    writeln!(out, "Asked for by")?;
    for (framework, requirement) in requirements_of(&control.id) {
        writeln!(
            out,
            "  {} {}: {}",
            framework.name, requirement.id, requirement.title
        )?;
    }
    Ok(())
}

fn paragraph(out: &mut dyn Write, head: &str, text: &str) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    if !head.is_empty() {
        writeln!(out, "{head}")?;
    }
    let mut line = String::from(" ");
    for word in text.split_whitespace() {
        if line.chars().count() + word.chars().count() + 1 > 78 {
            writeln!(out, "{line}")?;
            line = String::from(" ");
        }
        line.push(' ');
        line.push_str(word);
    }
    writeln!(out, "{line}\n")
}

fn example(out: &mut dyn Write, head: &str, text: &str) -> io::Result<()> {
    writeln!(out, "{head}")?;
    text.lines()
        .try_for_each(|line| writeln!(out, "    {line}"))?;
    writeln!(out)
}

/// Ids that share most of their letters with what was typed.
fn near(id: &str, units: &[Unit]) -> Vec<String> {
    let typed = id.to_ascii_lowercase();
    let known = controls()
        .iter()
        .map(|control| control.id.to_string().to_ascii_lowercase());
    let known = known.chain(units.iter().map(|unit| unit.id.clone()));
    let mut found: Vec<(usize, String)> = known
        .map(|known| (distance(&typed, &known), known))
        .filter(|(steps, known)| *steps <= (known.len() / 3).max(1))
        .collect();
    found.sort();
    found.dedup();
    found
        .into_iter()
        .take(SUGGESTED_MAX)
        .map(|(_, known)| format!("`{known}`"))
        .collect()
}

/// The number of letters to insert, remove or replace (Levenshtein 1966), of texts cut to 64 bytes.
fn distance(a: &str, b: &str) -> usize {
    let cut = |text: &str| text.bytes().take(64).collect::<Vec<u8>>();
    let (a, b) = (cut(a), cut(b));
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let replace = row.get(j).copied().unwrap_or(0) + usize::from(x != y);
            let insert = next.last().copied().unwrap_or(0) + 1;
            let remove = row.get(j + 1).copied().unwrap_or(0) + 1;
            next.push(replace.min(insert).min(remove));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_id_is_nearly_the_right_one() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(near("rot-user", &units::all()), ["`root-user`"]);
        assert!(near("completely-different-thing", &units::all()).is_empty());
    }
}
