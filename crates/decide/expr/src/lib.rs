//! CEL as Kubernetes speaks it, and admission policies written in it.
//!
//! In: expressions, objects, policies with their bindings and parameters. Out: what the policies
//! say of each object, as an API server would on its creation, and by name what cannot be told.
//! An error is never a pass. This crate never reads a file and never asks for the time.
//!
//! The crate `cel` parses; names, types, macros, functions and the count of steps are ours.

mod admission;
pub mod admission_policy;
mod arithmetic;
mod compile;
mod error;
mod evaluate;
mod library;
pub mod limits;
mod node;
mod program;
mod types;
mod value;

use std::sync::Arc;

use seaworthy_check::{Judgement, Unit, harness};
use seaworthy_facts::manifest::kubernetes::ObjectSet;

pub use admission::{Action, Policies, Problem, Review, ReviewOptions, Said, User, review};
pub use admission_policy::Admission;
pub use compile::Scope;
pub use error::{CompileError, EvaluationError};
pub use evaluate::{Budget, Context};
pub use library::function_names;
pub use program::Program;
pub use value::{Key, Value};

/// Asks the policies from elsewhere and those among the objects themselves about every object.
#[must_use]
pub fn judge(set: &Arc<ObjectSet>, given: &[Arc<ObjectSet>]) -> Vec<Judgement> {
    let mut policies = Policies::default();
    policies.read(set);
    for set in given {
        policies.read_given(set);
    }
    let admission = Admission {
        set: Arc::clone(set),
        policies: Arc::new(policies),
    };
    vec![admission_policy::CHECK.run(&admission)]
}

/// Example texts of the check of that id: those that fire, and those that do not.
#[must_use]
pub fn examples(id: &str) -> Option<(Vec<String>, Vec<String>)> {
    let check = &admission_policy::CHECK;
    (check.id() == id).then(|| harness::shown_examples(check))
}

/// The units of this crate.
pub fn units() -> impl Iterator<Item = Unit> {
    std::iter::once(admission_policy::CHECK.unit())
}
