//! `seaworthy db`: build, status, compare.

mod build;
mod compare;
mod status;

use crate::cli::DbCommand;
use crate::failure::{Code, Failure};
use crate::terminal::Terminal;

/// Runs one of the data commands.
pub(super) fn run(command: DbCommand, terminal: &Terminal) -> Result<Code, Failure> {
    match command {
        DbCommand::Build(args) => build::run(&args, terminal),
        DbCommand::Status { db, format } => status::run(db.as_deref(), format),
        DbCommand::Compare { ecosystem, a, b } => {
            compare::run(&ecosystem, a.as_deref().zip(b.as_deref()))
        }
    }
}
