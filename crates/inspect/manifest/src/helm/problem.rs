//! What of a chart could not be rendered, and why.

use super::fault::{Fault, FaultKind};

/// Something of a chart that is missing from what was rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, below the folder of the chart; empty for the chart as a whole.
    pub path: String,
    /// The line, from 1; 0 where unknown.
    pub line: u32,
    /// What kind of problem it is.
    pub kind: ProblemKind,
    /// What happened, in words; those of the chart itself where it refuses.
    pub text: String,
}

/// Kinds of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// A file that is not well formed.
    Broken,
    /// A template that Helm would end with an error as well.
    Fails,
    /// The chart itself refuses the values, by `fail` or `required`.
    Refused,
    /// A chart that is named as dependency and is not there.
    Missing,
    /// The chart uses something that is not supported here; the text names it.
    Unsupported,
    /// A limit was reached.
    Limit,
}

impl Problem {
    pub(super) fn new(path: &str, line: u32, kind: ProblemKind, text: String) -> Self {
        Self {
            path: path.to_owned(),
            line,
            kind,
            text,
        }
    }

    pub(super) fn limit(path: &str, what: &str, most: u64) -> Self {
        Self::new(
            path,
            0,
            ProblemKind::Limit,
            format!("more than {most} {what}"),
        )
    }

    /// The problem of a fault; `path` where the fault does not know its file.
    pub(super) fn of(fault: &Fault, path: &str) -> Self {
        let kind = match &fault.kind {
            FaultKind::Syntax(_) => ProblemKind::Broken,
            FaultKind::Evaluation(_) => ProblemKind::Fails,
            FaultKind::Refused(_) => ProblemKind::Refused,
            FaultKind::Unsupported(_) => ProblemKind::Unsupported,
            FaultKind::Limit { .. } => ProblemKind::Limit,
        };
        let file = fault.file.as_deref().unwrap_or(path);
        Self::new(file, fault.line, kind, fault.kind.to_string())
    }
}
