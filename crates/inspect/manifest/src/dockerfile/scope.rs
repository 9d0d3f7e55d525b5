//! What is known of variables at each point of a Dockerfile.

use std::collections::HashSet;

use super::expand::{EXPANDED_TOTAL_BYTES_MAX, Unknown, Variables, expand};

/// Arguments and environment while a file is read.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    /// Arguments before the first `FROM`.
    global: Variables,
    /// The environment and arguments of the current stage.
    current: Variables,
    /// Names that the environment has: an argument of that name is of no effect.
    environment: HashSet<String>,
    /// The environment at the end of each stage.
    stages: Vec<Variables>,
    in_stage: bool,
    bytes: usize,
}

impl Scopes {
    /// Whether [`EXPANDED_TOTAL_BYTES_MAX`] is reached: nothing is replaced from there on.
    pub(super) fn is_exhausted(&self) -> bool {
        self.bytes > EXPANDED_TOTAL_BYTES_MAX
    }

    /// The value of a word, where it is known. `global` is for `FROM`.
    pub(super) fn value(&mut self, word: &str, escape: char, global: bool) -> Option<String> {
        // Most words have neither variables nor quotes.
        if !word.contains(['$', '"', '\'', escape]) {
            return Some(word.to_owned());
        }
        if self.is_exhausted() {
            return None;
        }
        let variables = if global || !self.in_stage {
            &self.global
        } else {
            &self.current
        };
        match expand(word, escape, variables) {
            Ok(value) => {
                self.bytes = self.bytes.saturating_add(value.len());
                Some(value).filter(|_| !self.is_exhausted())
            }
            Err(Unknown::Variable | Unknown::Limit | Unknown::Syntax) => None,
        }
    }

    /// `ENV name=value`
    pub(super) fn set(&mut self, name: &str, value: Option<String>) {
        self.environment.insert(name.to_owned());
        self.current.insert(name.to_owned(), value);
    }

    /// `ARG name` or `ARG name=value`
    pub(super) fn declare(&mut self, name: &str, default: Option<Option<String>>) {
        if !self.in_stage {
            self.global.insert(name.to_owned(), default.flatten());
        } else if !self.environment.contains(name) {
            // Without a default of its own it has that from before the first stage.
            let inherited = || self.global.get(name).cloned().flatten();
            let value = default.unwrap_or_else(inherited);
            self.current.insert(name.to_owned(), value);
        }
    }

    /// A stage begins, on another one or on an image whose environment nobody knows.
    pub(super) fn begin_stage(&mut self, base: Option<usize>) {
        if self.in_stage {
            self.end_stage();
        }
        self.in_stage = true;
        let inherited = base.and_then(|base| self.stages.get(base));
        let inherited = inherited.cloned().unwrap_or_default();
        let sizes = inherited
            .iter()
            .map(|(name, value)| name.len() + value.as_ref().map_or(0, String::len));
        self.bytes = self.bytes.saturating_add(sizes.sum());
        self.current = if self.is_exhausted() {
            Variables::new()
        } else {
            inherited
        };
        self.environment = self.current.keys().cloned().collect();
    }

    fn end_stage(&mut self) {
        let mut environment = std::mem::take(&mut self.current);
        environment.retain(|name, _| self.environment.contains(name));
        self.stages.push(environment);
    }
}
