//! Why an expression cannot be used, and why an evaluation ended without an answer.

use thiserror::Error;

use crate::value::Value;

/// Why an expression cannot be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CompileError {
    /// An API server would refuse it too.
    #[error("{0}")]
    Rejected(String),
    /// An API server would take it, but this evaluator lacks something.
    #[error("{0} is not supported")]
    Unsupported(String),
    /// It is larger than what is taken.
    #[error("{0}")]
    TooLarge(String),
}

/// Why an evaluation ended without a value.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum EvaluationError {
    /// The expression fails, as it would in an API server.
    #[error("{0}")]
    Failed(String),
    /// It took too many steps.
    #[error("it takes more than {0} steps")]
    Budget(u64),
    /// It asks for what nobody knows here.
    #[error("it asks for {0}")]
    Unknown(String),
    /// It asks for what this evaluator lacks.
    #[error("{0} is not supported")]
    Unsupported(String),
}

impl EvaluationError {
    pub(crate) fn failed(reason: impl Into<String>) -> Self {
        EvaluationError::Failed(reason.into())
    }

    pub(crate) fn unknown(what: &str) -> Self {
        EvaluationError::Unknown(what.to_owned())
    }

    /// No function of that name takes these values.
    pub(crate) fn no_overload(name: &str, values: &[Value]) -> Self {
        let types: Vec<&str> = values.iter().map(Value::type_name).collect();
        let types = types.join(", ");
        EvaluationError::Failed(format!("no such overload: {name}({types})"))
    }

    /// Whether it is no answer of the expression, so that no operator may absorb it.
    #[must_use]
    pub fn is_fatal(&self) -> bool {
        !matches!(self, EvaluationError::Failed(_))
    }
}
