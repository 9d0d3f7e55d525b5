//! The controls, read once from `controls.yaml`.

use std::sync::LazyLock;

use seaworthy_model::{ControlId, Risk};
use serde::{Deserialize, Serialize};

/// What a control protects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    /// Images and workloads.
    Application,
    /// The orchestrator.
    Cluster,
    /// Hosts, networks, storage, cloud.
    Infrastructure,
}

impl Layer {
    /// All layers, from the top.
    pub const ALL: [Layer; 3] = [Layer::Application, Layer::Cluster, Layer::Infrastructure];

    /// The word of the catalogue.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Layer::Application => "application",
            Layer::Cluster => "cluster",
            Layer::Infrastructure => "infrastructure",
        }
    }
}

/// When a control acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Before it runs.
    Build,
    /// While it runs.
    Operate,
}

impl Phase {
    /// Both phases, in order.
    pub const ALL: [Phase; 2] = [Phase::Build, Phase::Operate];

    /// The word of the catalogue.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Phase::Build => "build",
            Phase::Operate => "operate",
        }
    }
}

/// One control.
#[derive(Clone, Debug)]
pub struct Control {
    /// Its stable name.
    pub id: ControlId,
    /// Its risk.
    pub risk: Risk,
    /// Whether the risk is this project's own judgement, since the source gives none.
    pub risk_is_ours: bool,
    /// What it protects.
    pub layer: Layer,
    /// When it acts.
    pub phase: Phase,
    /// The checklists that ask for it: `gc`, `toolkit`, `model`, `practice`.
    pub sources: Vec<String>,
    /// What holds when it is met.
    pub title: String,
    /// What the product owes.
    pub owed: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    controls: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: ControlId,
    risk: String,
    layer: Layer,
    phase: Phase,
    source: Vec<String>,
    title: String,
    answer: String,
}

static CONTROLS: LazyLock<Vec<Control>> = LazyLock::new(|| {
    // INVARIANT: the data is compiled in, and a unit test reads it.
    let file: File = serde_saphyr::from_str(include_str!("../data/controls.yaml"))
        .expect("the catalogue of controls is well formed");
    file.controls.into_iter().map(read).collect()
});

fn read(row: Row) -> Control {
    let ours = row.risk.starts_with('~');
    // INVARIANT: as above.
    let risk = row
        .risk
        .trim_start_matches('~')
        .parse()
        .expect("a risk is a number");
    Control {
        id: row.id,
        risk: Risk::new(risk),
        risk_is_ours: ours,
        layer: row.layer,
        phase: row.phase,
        sources: row.source,
        title: row.title,
        owed: row.answer,
    }
}

/// All controls in the order of the catalogue.
#[must_use]
pub fn controls() -> &'static [Control] {
    &CONTROLS
}

/// The control of that id.
#[must_use]
pub fn control(id: &ControlId) -> Option<&'static Control> {
    CONTROLS.iter().find(|control| control.id == *id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_catalogue_has_its_77_controls_once_each() {
        let ids: BTreeSet<&str> = controls()
            .iter()
            .map(|control| control.id.as_str())
            .collect();
        assert_eq!(ids.len(), 77);
        assert_eq!(controls().len(), 77);
    }

    #[test]
    fn every_cell_of_the_matrix_has_controls() {
        for layer in Layer::ALL {
            for phase in Phase::ALL {
                let mut cell = controls()
                    .iter()
                    .filter(|control| (control.layer, control.phase) == (layer, phase));
                assert!(
                    cell.next().is_some(),
                    "{} {}",
                    layer.as_str(),
                    phase.as_str()
                );
            }
        }
    }

    #[test]
    fn a_risk_that_is_our_own_judgement_says_so() {
        let find = |id| control(&ControlId::known(id)).unwrap();
        assert!(find("IMG-06").risk_is_ours);
        assert_eq!(find("IMG-06").risk.value(), 8.0);
        assert!(!find("IMG-03").risk_is_ours);
    }
}
