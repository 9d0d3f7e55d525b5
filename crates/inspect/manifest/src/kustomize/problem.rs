//! What of a folder could not be built, and why.

use seaworthy_facts::manifest::Place;

use super::node::Origin;

/// Something that is missing from what was built, or that kustomize itself refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, relative to the folder that is scanned.
    pub path: String,
    /// Where it stands there.
    pub place: Place,
    /// What kind of problem it is.
    pub kind: ProblemKind,
    /// What happened, in lower case, without a full stop.
    pub text: String,
}

/// Kinds of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// A file that is not well formed.
    Broken,
    /// A file or folder that is named and not there, or that lies outside of what may be read.
    Missing,
    /// What kustomize ends with an error as well: a patch without a target, two equal objects.
    Refused,
    /// What is not done here: remote bases, plugins, charts to download; the text names it.
    Unsupported,
    /// A limit was reached.
    Limit,
}

/// A problem before its place is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) kind: ProblemKind,
    pub(super) text: String,
}

pub(super) type Outcome<T> = Result<T, Fault>;

impl Fault {
    pub(super) fn new(kind: ProblemKind, text: impl Into<String>) -> Self {
        Fault {
            kind,
            text: text.into(),
        }
    }

    pub(super) fn refused(text: impl Into<String>) -> Self {
        Fault::new(ProblemKind::Refused, text)
    }

    pub(super) fn at(self, origin: &Origin) -> Problem {
        Problem {
            path: origin.path().to_owned(),
            place: origin.place(),
            kind: self.kind,
            text: self.text,
        }
    }
}
