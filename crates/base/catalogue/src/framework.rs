//! The frameworks that ask for what the controls ask: their numbers, in our own few words.

use std::sync::LazyLock;

use seaworthy_model::ControlId;
use serde::Deserialize;

/// A published framework.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Framework {
    /// Short name in reports and on the command line, such as `cis-docker`.
    pub id: String,
    /// Title and version as published.
    pub name: String,
    /// Its parts that a control answers.
    pub requirements: Vec<Requirement>,
}

/// One numbered part of a framework.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// The number as published.
    pub id: String,
    /// What it asks, in our words.
    pub title: String,
    /// The controls that answer it.
    pub controls: Vec<ControlId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    frameworks: Vec<Framework>,
}

static FRAMEWORKS: LazyLock<Vec<Framework>> = LazyLock::new(|| {
    // INVARIANT: the data is compiled in, and a unit test reads it.
    let file: File = serde_saphyr::from_str(include_str!("../data/frameworks.yaml"))
        .expect("the list of frameworks is well formed");
    file.frameworks
});

/// All frameworks, in the order of the data file.
#[must_use]
pub fn frameworks() -> &'static [Framework] {
    &FRAMEWORKS
}

/// What frameworks ask of one control: the framework and its requirement, in order.
pub fn requirements_of(
    control: &ControlId,
) -> impl Iterator<Item = (&'static Framework, &'static Requirement)> {
    frameworks().iter().flat_map(move |framework| {
        let asks = move |requirement: &&Requirement| requirement.controls.contains(control);
        framework
            .requirements
            .iter()
            .filter(asks)
            .map(move |requirement| (framework, requirement))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::control::{control, controls};

    #[test]
    fn every_requirement_names_controls_that_exist_and_stands_once() {
        for framework in frameworks() {
            let mut ids = BTreeSet::new();
            for requirement in &framework.requirements {
                assert!(
                    ids.insert(&requirement.id),
                    "{} {} twice",
                    framework.id,
                    requirement.id
                );
                assert!(
                    !requirement.controls.is_empty(),
                    "{} {}",
                    framework.id,
                    requirement.id
                );
                for id in &requirement.controls {
                    assert!(
                        control(id).is_some(),
                        "{} {}: {id}",
                        framework.id,
                        requirement.id
                    );
                }
            }
        }
    }

    #[test]
    fn the_seven_frameworks_are_there() {
        let ids: Vec<&str> = frameworks()
            .iter()
            .map(|framework| framework.id.as_str())
            .collect();
        assert_eq!(
            ids,
            [
                "cis-docker",
                "cis-kubernetes",
                "nist-800-190",
                "nsa-kubernetes",
                "pod-security-standards",
                "owasp-kubernetes",
                "mitre-attack-containers",
            ]
        );
    }

    #[test]
    fn most_controls_are_asked_for_by_a_framework() {
        let asked = controls()
            .iter()
            .filter(|c| requirements_of(&c.id).next().is_some())
            .count();
        assert!(asked >= 60, "{asked} of {}", controls().len());
    }
}
