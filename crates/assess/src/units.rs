//! The units of the inspection crates, in the shape that lists of controls need.

use seaworthy_check::{Answer, Doc, Unit, UnitKind};
use seaworthy_model::ControlId;

/// The controls that an inventory of packages answers: weaknesses in images, weaknesses in what is
/// built from lock files, and the bill of materials.
const OF_PACKAGES: [ControlId; 3] = [
    ControlId::known("IMG-01"),
    ControlId::known("IMG-08"),
    ControlId::known("IMG-09"),
];

/// The control that a search for secrets answers.
const OF_SECRETS: [ControlId; 1] = [ControlId::known("IMG-06")];

/// Cataloguers and secret rules.
pub fn units() -> impl Iterator<Item = Unit> {
    let cataloguers = seaworthy_packages::units().iter().map(|unit| Unit {
        id: unit.id.to_owned(),
        kind: UnitKind::Cataloguer,
        answer: Answer::Inspect,
        controls: OF_PACKAGES.to_vec(),
        severity: None,
        doc: Doc {
            title: unit.title.to_owned(),
            ..Doc::default()
        },
    });
    // A malformed rule is found by the tests of its crate; here it would mean no rules, and the
    // scan itself ends with the error.
    let engine = seaworthy_secrets::Engine::builtin();
    let rules = engine
        .map(|engine| engine.rules())
        .unwrap_or_default()
        .iter()
        .map(|rule| Unit {
            id: rule.id.clone(),
            kind: UnitKind::SecretRule,
            answer: Answer::Inspect,
            controls: OF_SECRETS.to_vec(),
            severity: Some(rule.severity),
            doc: Doc {
                title: rule.title.clone(),
                why: rule.why.clone(),
                fix: rule.remedy.clone(),
                see: vec![rule.source.clone()],
            },
        });
    cataloguers.chain(rules)
}
