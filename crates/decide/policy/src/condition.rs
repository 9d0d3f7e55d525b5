//! CEL conditions of rules: checked and compiled once, then asked of one finding and its image.
//!
//! The language is the Common Expression Language (cel-spec). Whatever can be known before a
//! finding arrives is refused when the policy is read: syntax, unknown names, types that do not
//! fit, cost.

mod check;
mod scope;

use std::cell::LazyCell;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use cel::objects::Value;
use cel::parser::Parser;
use cel::{Context, Env, ExecutionError, Program};

use crate::limits::{CONDITION_BYTES_MAX, CONDITION_DEPTH_MAX};

pub(crate) use scope::Scope;

/// The standard library of CEL, made when the first condition of a decision is asked.
pub(crate) type Language = LazyCell<Arc<Env>>;

/// The standard library, not made yet.
pub(crate) fn language() -> Language {
    LazyCell::new(|| Arc::new(Env::stdlib()))
}

/// A condition that was found usable.
#[derive(Clone)]
pub(crate) struct Condition {
    source: String,
    program: Arc<Program>,
}

/// Why a condition cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ConditionError {
    /// Line and column in the condition, from 1, where the error has a place.
    pub(crate) at: Option<(u32, u32)>,
    pub(crate) reason: String,
}

impl ConditionError {
    fn new(reason: impl Into<String>) -> Self {
        ConditionError {
            at: None,
            reason: reason.into(),
        }
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Condition({})", self.source)
    }
}

impl Condition {
    /// Reads, checks and tries a condition.
    pub(crate) fn compile(source: &str) -> Result<Self, ConditionError> {
        if source.trim().is_empty() {
            return Err(ConditionError::new("it is empty"));
        }
        if source.len() > CONDITION_BYTES_MAX {
            return Err(ConditionError::new(format!(
                "it has {} bytes",
                source.len()
            )));
        }
        // A first reading with a small depth, because the compiler's own default is larger.
        let parser = Parser::new().max_recursion_depth(CONDITION_DEPTH_MAX);
        parser.parse(source).map_err(|errors| of_syntax(&errors))?;
        let program = Program::compile(source).map_err(|errors| of_syntax(&errors))?;
        check::check(program.expression())?;
        let condition = Condition {
            source: source.to_owned(),
            program: Arc::new(program),
        };
        for sample in Scope::samples() {
            condition.attempt(&sample)?;
        }
        Ok(condition)
    }

    /// Whether it holds; an error where it cannot be evaluated.
    pub(crate) fn holds(&self, scope: &Scope) -> Result<bool, String> {
        scope.refusal.clone().map_or(Ok(()), Err)?;
        match self.program.execute(&scope.context()) {
            Ok(Value::Bool(answer)) => Ok(answer),
            Ok(other) => Err(format!(
                "it yields a {} instead of true or false",
                other.type_of()
            )),
            Err(error) => Err(words(&error)),
        }
    }

    /// The condition as written.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// Refuses what can never be evaluated because its types do not fit. Missing keys and divisions
    /// by zero depend on the finding and are left to it.
    fn attempt(&self, sample: &Scope) -> Result<(), ConditionError> {
        match self.program.execute(&sample.context()) {
            Ok(Value::Bool(_)) => Ok(()),
            Ok(other) => Err(ConditionError::new(format!(
                "it yields a {} instead of true or false",
                other.type_of()
            ))),
            Err(
                error @ (ExecutionError::NoSuchOverload(_)
                | ExecutionError::UnexpectedType { .. }
                | ExecutionError::ValuesNotComparable(..)
                | ExecutionError::UnsupportedBinaryOperator(..)
                | ExecutionError::InvalidArgumentCount { .. }
                | ExecutionError::UndeclaredReference(_)),
            ) => Err(ConditionError::new(words(&error))),
            Err(_) => Ok(()),
        }
    }
}

fn of_syntax(errors: &cel::ParseErrors) -> ConditionError {
    let Some(first) = errors.errors.first() else {
        return ConditionError::new("it cannot be read");
    };
    let number = |value: isize| u32::try_from(value).ok().filter(|value| *value > 0);
    ConditionError {
        at: number(first.pos.0).zip(number(first.pos.1)),
        // The tail lists every token that the grammar would take.
        reason: short(first.msg.split(" expecting ").next().unwrap_or_default()),
    }
}

/// An evaluation error without the values that it quotes.
fn words(error: &ExecutionError) -> String {
    match error {
        ExecutionError::NoSuchKey(key) => format!("there is no key `{}`", short(key)),
        ExecutionError::ValuesNotComparable(a, b) => {
            format!(
                "a {} cannot be compared with a {}",
                a.type_of(),
                b.type_of()
            )
        }
        ExecutionError::UnsupportedBinaryOperator(operator, a, b) => {
            format!(
                "`{operator}` does not fit a {} and a {}",
                a.type_of(),
                b.type_of()
            )
        }
        ExecutionError::DivisionByZero(_) | ExecutionError::RemainderByZero(_) => {
            "it divides by zero".to_owned()
        }
        ExecutionError::Overflow(..) => "a number overflows".to_owned(),
        ExecutionError::IndexOutOfBounds(_) => "an index is out of bounds".to_owned(),
        ExecutionError::NoSuchOverload(overload) => format!(
            "`{}` does not fit {}",
            overload.function().trim_matches('_'),
            overload.argument_types().join(" and ")
        ),
        ExecutionError::UndeclaredReference(name) => format!("there is no `{}`", short(name)),
        ExecutionError::UnexpectedType { got, want } => {
            format!("expected a {}, found a {}", short(want), short(got))
        }
        ExecutionError::InvalidArgumentCount { expected, actual } => {
            format!("a function takes {expected} arguments, not {actual}")
        }
        ExecutionError::FunctionError { function, .. } => {
            format!("`{}` cannot be computed", short(function))
        }
        _ => "it cannot be evaluated".to_owned(),
    }
}

fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    line.chars().filter(|c| !c.is_control()).take(120).collect()
}

/// A CEL map with text keys.
fn map_value(fields: impl IntoIterator<Item = (String, Value)>) -> Value {
    fields
        .into_iter()
        .collect::<HashMap<String, Value>>()
        .into()
}

impl Scope {
    fn context(&self) -> Context<'_, '_> {
        let mut context = Context::with_env(Arc::clone(&self.env));
        context.add_variable_from_value("finding", self.finding.clone());
        context.add_variable_from_value("image", self.image.clone());
        context
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(source: &str) -> String {
        Condition::compile(source).unwrap_err().reason
    }

    #[test]
    fn good_conditions_compile() {
        for good in [
            "finding.cvss >= 9.0",
            "finding.cvss >= 9",
            "finding.severity == 'high' && !finding.fixable",
            "finding.severity_rank >= 4 || finding.known_exploited",
            "finding.path.startsWith('usr/') && finding.layer == 0",
            "finding.message.matches('(?i)openssl')",
            "'team' in image.labels && image.labels['team'] == 'web'",
            "finding.aliases.exists(id, id.startsWith('GHSA-'))",
            "finding.fix_age_days > 30 ? true : finding.epss > 0.1",
            "size(finding.fixed) > 0",
            "has(image.labels) && image.distro == 'debian'",
        ] {
            assert!(
                Condition::compile(good).is_ok(),
                "{good}: {}",
                refused(good)
            );
        }
    }

    #[test]
    fn what_cannot_work_is_refused_when_the_policy_is_read() {
        assert!(refused("finding.sevrity == 'high'").contains("did you mean `severity`"));
        assert!(refused("finding.severity").contains("instead of true or false"));
        assert!(refused("finding.severity >= 7").contains("string"));
        assert!(refused("severity == 'x'").contains("did you mean `finding.severity`"));
        assert!(refused("pod == 'x'").contains("there is no `pod`"));
        assert!(refused("finding.path.startswith('x')").contains("`startsWith`"));
        assert!(refused("finding.path.matches('(')").contains("pattern"));
        assert!(refused("finding.path.matches(image.name)").contains("literal"));
        assert!(refused("finding.severity ==").contains("yntax"));
        assert_eq!(refused(" "), "it is empty");
    }

    #[test]
    fn an_error_of_syntax_has_its_place() {
        let error = Condition::compile("finding.severity == == 'x'").unwrap_err();
        assert_eq!(error.at, Some((1, 21)));
    }

    #[test]
    fn cost_has_limits() {
        let long = format!("finding.message == '{}'", "x".repeat(CONDITION_BYTES_MAX));
        assert!(refused(&long).contains("bytes"));
        let wide = vec!["true"; 300].join("&&");
        assert!(refused(&wide).contains("steps"));
        let deep = format!("{}true{}", "(".repeat(60), ")".repeat(60));
        assert!(Condition::compile(&deep).is_err());
        let nested = "finding.aliases.all(a, finding.aliases.all(b, a == b))";
        assert!(refused(nested).contains("loop"));
        let regex = "finding.message.matches('((a{50}){50}){50}')";
        assert!(refused(regex).contains("pattern"));
    }
}
