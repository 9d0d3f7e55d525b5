//! The functions of CEL and of Kubernetes; one file for each group.
//!
//! Facts of the CEL definition (`langdef.md`), of its extensions, and of the CEL libraries of
//! Kubernetes 1.36.

pub(crate) mod cidr;
mod conversion;
pub(crate) mod format;
pub(crate) mod ip;
mod lists;
mod optional;
pub(crate) mod pattern;
mod printf;
pub(crate) mod quantity;
pub(crate) mod semver;
mod sets;
mod strings;
mod time;
pub(crate) mod url;

use std::fmt;

use regex::Regex;

use crate::error::EvaluationError;
use crate::evaluate::Budget;
use crate::types::Kind;
use crate::value::Value;

/// What each overload takes, a receiver first, and what it gives.
pub(crate) type Overloads = &'static [(&'static [Kind], Kind)];

type Evaluated = Result<Value, EvaluationError>;

/// A function.
pub(crate) struct Function {
    pub(crate) name: &'static str,
    /// Whether it stands behind a dot.
    is_member: bool,
    pub(crate) overloads: Overloads,
    /// Whether the second argument is a regular expression.
    pub(crate) takes_pattern: bool,
    /// Whether constants that it cannot take are refused before anything is evaluated.
    is_early: bool,
    body: fn(&mut Arguments<'_>) -> Evaluated,
}

/// What a function is called with.
pub(crate) struct Arguments<'a> {
    pub(crate) values: &'a [Value],
    pub(crate) regex: Option<&'a Regex>,
    pub(crate) budget: &'a mut Budget,
    name: &'static str,
}

const fn global(
    name: &'static str,
    overloads: Overloads,
    body: fn(&mut Arguments<'_>) -> Evaluated,
) -> Function {
    Function {
        name,
        is_member: false,
        overloads,
        takes_pattern: false,
        is_early: false,
        body,
    }
}

const fn member(
    name: &'static str,
    overloads: Overloads,
    body: fn(&mut Arguments<'_>) -> Evaluated,
) -> Function {
    Function {
        is_member: true,
        ..global(name, overloads, body)
    }
}

impl Function {
    const fn with_pattern(mut self) -> Self {
        self.takes_pattern = true;
        self
    }

    const fn early(mut self) -> Self {
        self.is_early = true;
        self
    }

    pub(crate) fn is_checked_early(&self) -> bool {
        self.is_early
    }

    pub(crate) fn run(
        &self,
        values: &[Value],
        regex: Option<&Regex>,
        budget: &mut Budget,
    ) -> Evaluated {
        // Every function walks at most once over what it is given, or pays for more by itself.
        budget.take(values.iter().map(weight).sum())?;
        (self.body)(&mut Arguments {
            values,
            regex,
            budget,
            name: self.name,
        })
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Arguments<'_> {
    /// No overload takes what is there.
    fn none(&self) -> Evaluated {
        Err(EvaluationError::no_overload(self.name, self.values))
    }
}

fn weight(value: &Value) -> u64 {
    match value {
        Value::String(text) => text.len() as u64 / 16,
        Value::Bytes(bytes) => bytes.len() as u64 / 16,
        Value::List(items) => items.len() as u64,
        Value::Map(entries) => entries.len() as u64,
        _ => 1,
    }
}

/// Functions that an API server knows and that are not here.
pub(crate) const UNSUPPORTED: [&str; 2] = ["jsonpatch.escapeKey", "authorizer"];

fn all() -> impl Iterator<Item = &'static Function> {
    let groups: [&'static [Function]; 14] = [
        cidr::FUNCTIONS,
        conversion::FUNCTIONS,
        format::FUNCTIONS,
        ip::FUNCTIONS,
        lists::FUNCTIONS,
        optional::FUNCTIONS,
        pattern::FUNCTIONS,
        printf::FUNCTIONS,
        quantity::FUNCTIONS,
        semver::FUNCTIONS,
        sets::FUNCTIONS,
        strings::FUNCTIONS,
        time::FUNCTIONS,
        url::FUNCTIONS,
    ];
    groups.into_iter().flatten()
}

/// Whether there is a function of that name, behind a dot or not.
pub(crate) fn is_known(name: &str, is_member: bool) -> bool {
    all().any(|function| function.name == name && function.is_member == is_member)
}

/// The function of that name. What groups share by name is one function with several groups.
pub(crate) fn find(name: &str, is_member: bool) -> Option<&'static Function> {
    all().find(|function| function.name == name && function.is_member == is_member)
}

/// The names of all functions, those behind a dot with one before them, for the documentation.
#[must_use]
pub fn function_names() -> Vec<String> {
    let mut names: Vec<String> = all()
        .map(|function| match function.is_member {
            true => format!(".{}", function.name),
            false => function.name.to_owned(),
        })
        .collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_stands_once() {
        let names = function_names();
        let mut once = names.clone();
        once.dedup();
        assert_eq!(names, once);
    }

    #[test]
    fn overloads_of_a_function_differ() {
        for function in all() {
            for (index, (kinds, _)) in function.overloads.iter().enumerate() {
                let mut before = function.overloads.iter().take(index);
                assert!(before.all(|(other, _)| other != kinds), "{function:?}");
            }
        }
    }
}
