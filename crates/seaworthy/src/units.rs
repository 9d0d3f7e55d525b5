//! Every unit that is compiled in: what `controls`, `checks` and `explain` are computed from.

use seaworthy_check::{Answer, Doc, Unit, UnitKind};
use seaworthy_model::{ControlId, Gate};

/// All units, in the order of the crates that hold them.
pub(crate) fn all() -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    units.extend(seaworthy_checks_image::units());
    units.extend(seaworthy_checks_workload::units());
    units.extend(seaworthy_checks_cloud::units());
    units.extend(seaworthy_checks_cluster::units());
    units.extend(seaworthy_expr::units());
    units.extend(seaworthy_advisories::findings::units());
    units.extend(seaworthy_policy::units());
    units.extend(seaworthy_assess::units());
    units.extend(formats());
    units.push(gate(&units));
    units
}

/// The report formats: a bill of materials records what an image holds, every format carries
/// findings into the tools of others.
fn formats() -> impl Iterator<Item = Unit> {
    seaworthy_report::formats().iter().map(|format| Unit {
        id: format.id().to_owned(),
        kind: UnitKind::Format,
        answer: Answer::Record,
        controls: vec![ControlId::known(match format.id() {
            "cyclonedx" | "spdx" => "IMG-09",
            _ => "OPS-02",
        })],
        severity: None,
        doc: Doc {
            title: format.doc().to_owned(),
            ..Doc::default()
        },
    })
}

/// The gate of a pipeline: the exit code can stop whatever a check finds.
fn gate(units: &[Unit]) -> Unit {
    let checks = units.iter().filter(|unit| unit.kind == UnitKind::Check);
    let mut controls: Vec<ControlId> = checks
        .flat_map(|unit| unit.controls.iter().cloned())
        .collect();
    controls.sort();
    controls.dedup();
    Unit {
        id: Gate::Ci.as_str().to_owned(),
        kind: UnitKind::Gate,
        answer: Answer::Enforce,
        controls,
        severity: None,
        doc: Doc {
            title: "A pipeline stops where the gate denies.".to_owned(),
            ..Doc::default()
        },
    }
}

/// The ids of all checks, for the names that a policy may use.
pub(crate) fn check_ids() -> Vec<String> {
    let checks = all()
        .into_iter()
        .filter(|unit| unit.kind == UnitKind::Check);
    checks.map(|unit| unit.id).collect()
}

/// Example texts of a check: those that fire, and those that do not.
pub(crate) fn examples(id: &str) -> Option<(Vec<String>, Vec<String>)> {
    seaworthy_checks_image::examples(id)
        .or_else(|| seaworthy_checks_workload::examples(id))
        .or_else(|| seaworthy_checks_cloud::examples(id))
        .or_else(|| seaworthy_checks_cluster::examples(id))
        .or_else(|| seaworthy_expr::examples(id))
        .or_else(|| seaworthy_policy::ignores::examples(id))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_unit_has_an_id_of_its_own_and_answers_controls_that_exist() {
        let mut ids = BTreeSet::new();
        for unit in all() {
            assert!(
                ids.insert((unit.kind, unit.id.clone())),
                "{} is there twice",
                unit.id
            );
            assert!(!unit.controls.is_empty(), "{} answers nothing", unit.id);
            for control in &unit.controls {
                assert!(
                    seaworthy_catalogue::control(control).is_some(),
                    "{}: {control}",
                    unit.id
                );
            }
        }
    }

    #[test]
    fn every_check_is_documented() {
        for unit in all() {
            if unit.kind == UnitKind::Check {
                assert!(
                    unit.doc.missing().is_empty(),
                    "{}: {:?}",
                    unit.id,
                    unit.doc.missing()
                );
            }
        }
    }
}
