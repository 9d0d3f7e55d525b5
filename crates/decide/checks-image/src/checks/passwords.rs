//! Findings about passwords of accounts.

use seaworthy_check::Failure;
use seaworthy_facts::PasswordFact;
use seaworthy_model::Location;

/// A finding at the file that keeps the password of an account.
pub(super) fn failure(message: String, fact: &PasswordFact) -> Failure {
    let location = Location::File {
        path: fact.path.clone(),
        line: None,
        column: None,
    };
    Failure::new(message, location).key(format!("{}:{}", fact.path, fact.name))
}
