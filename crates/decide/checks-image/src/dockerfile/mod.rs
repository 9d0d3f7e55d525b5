//! Checks over Dockerfiles: what an image will be, before it is built.

mod root_user_instruction;
mod subject;

pub use subject::BuildFile;

use seaworthy_check::{Check, Judgement};

/// Every check of Dockerfiles, by id.
pub static CHECKS: &[&Check<BuildFile>] = &[&root_user_instruction::CHECK];

/// Asks every check of one Dockerfile.
#[must_use]
pub fn judge(file: &BuildFile) -> Vec<Judgement> {
    CHECKS.iter().map(|check| check.run(file)).collect()
}
