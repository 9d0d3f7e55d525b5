//! A unit: anything compiled in that answers a control.

use seaworthy_model::{ControlId, Severity};

use crate::Doc;

/// What kind of thing a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitKind {
    /// Judges facts.
    Check,
    /// Finds packages.
    Cataloguer,
    /// Finds secrets of one kind.
    SecretRule,
    /// Writes a document.
    Format,
    /// Decides at a gate.
    Gate,
}

impl UnitKind {
    /// The word for people.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            UnitKind::Check => "check",
            UnitKind::Cataloguer => "cataloguer",
            UnitKind::SecretRule => "secret rule",
            UnitKind::Format => "format",
            UnitKind::Gate => "gate",
        }
    }
}

/// How a unit answers a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// It looks, and shows evidence.
    Inspect,
    /// It can stop what breaks the control.
    Enforce,
    /// It keeps proof.
    Record,
}

impl Answer {
    /// The word of the catalogue.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Answer::Inspect => "inspect",
            Answer::Enforce => "enforce",
            Answer::Record => "record",
        }
    }
}

/// Anything compiled in that answers a control. What `seaworthy controls` prints is made of these.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: UnitKind,
    /// How it answers.
    pub answer: Answer,
    /// The controls that it answers, at least in part.
    pub controls: Vec<ControlId>,
    /// How bad its findings are, where it makes any.
    pub severity: Option<Severity>,
    /// Its documentation.
    pub doc: Doc,
}
