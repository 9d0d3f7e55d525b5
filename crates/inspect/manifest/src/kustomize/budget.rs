//! What building a folder may cost: in values and steps, never in time.

use super::node::Node;
use super::problem::{Fault, Outcome, ProblemKind};

/// LIMIT: values of all objects that are read or copied while a folder is built. The largest public
/// overlays have some 200,000; a value takes about 100 bytes.
pub const BUILD_VALUES_MAX: usize = 1_000_000;
/// LIMIT: looks at an object, an entry or a value, and bytes of text, while a folder is built. An
/// overlay of 500 objects and 100 patches takes some hundred thousand.
pub const BUILD_STEPS_MAX: u64 = 100_000_000;

/// What may still be spent.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    values: usize,
    steps: u64,
}

impl Budget {
    pub(super) fn new(values: usize, steps: u64) -> Self {
        Budget { values, steps }
    }

    /// Counts values that are made.
    pub(super) fn values(&mut self, count: usize) -> Outcome<()> {
        let Some(rest) = self.values.checked_sub(count) else {
            self.values = 0;
            return Err(limit("values in all objects", BUILD_VALUES_MAX as u64));
        };
        self.values = rest;
        self.steps(count as u64)
    }

    /// Counts a copy of a value with all below it.
    pub(super) fn copy(&mut self, node: &Node) -> Outcome<()> {
        self.values(node.size())?;
        self.steps(node.bytes() as u64)
    }

    /// Counts looks at something, or bytes of text.
    pub(super) fn steps(&mut self, count: u64) -> Outcome<()> {
        let Some(rest) = self.steps.checked_sub(count) else {
            self.steps = 0;
            return Err(limit("steps to build the folder", BUILD_STEPS_MAX));
        };
        self.steps = rest;
        Ok(())
    }
}

/// A limit that was reached.
pub(super) fn limit(what: &str, most: u64) -> Fault {
    Fault::new(ProblemKind::Limit, format!("more than {most} {what}"))
}
