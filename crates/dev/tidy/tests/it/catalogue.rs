//! The catalogue of controls is whole: each is there once and says all that it must.

use std::collections::BTreeSet;

use seaworthy_catalogue::{Layer, Phase, controls, requirements_of};

/// How many controls the catalogue has; a new one is a decision, not an accident.
const CONTROLS: usize = 77;

#[test]
fn the_catalogue_holds_every_control() {
    let ids: BTreeSet<&str> = controls()
        .iter()
        .map(|control| control.id.as_str())
        .collect();
    assert_eq!(controls().len(), CONTROLS);
    assert_eq!(ids.len(), CONTROLS, "an id stands twice");
    for control in controls() {
        let id = control.id.as_str();
        let (group, number) = id.split_once('-').unwrap_or_default();
        assert!(
            group.len() == 3 && group.chars().all(|c| c.is_ascii_uppercase()),
            "{id}"
        );
        assert!(
            number.len() == 2 && number.chars().all(|c| c.is_ascii_digit()),
            "{id}"
        );
        assert!(!control.title.trim().is_empty(), "{id} has no title");
        assert!(
            !control.owed.trim().is_empty(),
            "{id} does not say what is owed"
        );
    }
}

#[test]
fn every_layer_and_phase_has_controls() {
    for layer in Layer::ALL {
        for phase in Phase::ALL {
            let any = controls()
                .iter()
                .any(|c| c.layer == layer && c.phase == phase);
            assert!(
                any,
                "no control in {} and {}",
                layer.as_str(),
                phase.as_str()
            );
        }
    }
}

#[test]
fn requirements_of_frameworks_are_found_by_control() {
    let mapped = controls()
        .iter()
        .filter(|c| requirements_of(&c.id).next().is_some());
    assert!(
        mapped.count() > CONTROLS / 2,
        "most controls answer a framework"
    );
}
