//! A route from the root of a policy file to one value, such as `gates.ci.deny[1]`.

use std::fmt;

/// One step of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Into a field.
    Key(String),
    /// Into an element of a list, from 0.
    Index(usize),
}

/// A route; empty is the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place(Vec<Step>);

impl Place {
    /// The steps from the root.
    pub(crate) fn steps(&self) -> &[Step] {
        &self.0
    }

    /// A route from steps that were collected from the leaf.
    pub(crate) fn from_leaf(mut steps: Vec<Step>) -> Self {
        steps.reverse();
        Place(steps)
    }

    /// One step into a field.
    pub(crate) fn key(&self, key: &str) -> Self {
        self.with(Step::Key(key.to_owned()))
    }

    /// One step into an element.
    pub(crate) fn index(&self, index: usize) -> Self {
        self.with(Step::Index(index))
    }

    fn with(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Place(steps)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if number == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_reads_as_reasons_show_it() {
        let place = Place::default().key("gates").key("ci").key("deny").index(1);
        assert_eq!(place.to_string(), "gates.ci.deny[1]");
    }
}
