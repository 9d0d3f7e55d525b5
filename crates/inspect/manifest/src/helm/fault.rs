//! Why a template did not render to its end.

use std::rc::Rc;

/// What ended a template. Its text tells the chart's author what to look at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum FaultKind {
    /// The template is not well formed.
    #[error("{0}")]
    Syntax(String),
    /// The template asks for something that Go's engine refuses as well.
    #[error("{0}")]
    Evaluation(String),
    /// The chart ends itself with `fail` or `required`.
    #[error("the chart refuses these values: {0}")]
    Refused(String),
    /// The template uses what this engine does not have.
    #[error("`{0}` is not supported")]
    Unsupported(String),
    /// A limit was reached.
    #[error("more than {most} {what}")]
    Limit {
        /// What there was too much of.
        what: &'static str,
        /// How much is allowed.
        most: u64,
    },
}

/// A fault with its place, which the innermost template fills in.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) kind: FaultKind,
    /// The template file, where known.
    pub(super) file: Option<Rc<str>>,
    /// The line in it, from 1; 0 where unknown.
    pub(super) line: u32,
}

impl Fault {
    /// What Go's engine would refuse.
    pub(super) fn new(text: impl Into<String>) -> Box<Self> {
        Self::of(FaultKind::Evaluation(text.into()))
    }

    pub(super) fn of(kind: FaultKind) -> Box<Self> {
        Box::new(Self {
            kind,
            file: None,
            line: 0,
        })
    }

    pub(super) fn limit(what: &'static str, most: u64) -> Box<Self> {
        Self::of(FaultKind::Limit { what, most })
    }

    /// The fault at a place, unless it has one.
    pub(super) fn at(mut self: Box<Self>, file: &Rc<str>, line: u32) -> Box<Self> {
        if self.file.is_none() {
            self.file = Some(file.clone());
            self.line = line;
        }
        self
    }
}

/// The result of whatever a template does.
pub(super) type Outcome<T> = Result<T, Box<Fault>>;
