//! What other tools reported of a target: one check, and what it has in common with our own
//! findings.

mod imported_finding;
mod known;
mod merge;

use seaworthy_check::{Check, Examined, Exemplary};
use seaworthy_facts::ImportedReport;
use seaworthy_model::{Location, Subject, SubjectKind};
use serde::Deserialize;

pub use known::count_once;

/// The check of imported results.
pub static CHECK: &Check<Imports> = &imported_finding::CHECK;

/// The reports about one target.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Imports {
    /// Name of the target.
    pub target: String,
    /// The files.
    pub reports: Vec<ImportedReport>,
}

impl Examined for Imports {
    fn subject(&self) -> Subject {
        Subject {
            kind: SubjectKind::Image,
            name: self.target.clone(),
            within: None,
        }
    }
}

impl Exemplary for Imports {
    fn of_example(text: &str) -> Result<Self, String> {
        serde_saphyr::from_str(text).map_err(|error| error.to_string())
    }

    fn example_line(text: &str, location: &Location) -> Option<u32> {
        let place = location.stable_path();
        let mut lines = text.lines().zip(1..);
        lines
            .find(|(line, _)| !place.is_empty() && line.contains(place))
            .map(|(_, number)| number)
    }
}
