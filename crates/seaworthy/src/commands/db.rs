//! `seaworthy db`: update, import, push, pull, build, status, compare.

mod build;
mod compare;
mod remote;
mod status;
mod update;

use crate::cli::DbCommand;
use crate::failure::{Code, Failure};
use crate::terminal::Terminal;

/// Runs one of the data commands.
pub(super) fn run(command: DbCommand, terminal: &Terminal) -> Result<Code, Failure> {
    match command {
        DbCommand::Update(args) => update::run(&args, terminal),
        DbCommand::Import { file } => update::import(&file, terminal),
        DbCommand::Push {
            reference,
            db,
            reach,
        } => remote::push(&reference, db.as_deref(), &reach, terminal),
        DbCommand::Pull { reference, reach } => remote::pull(&reference, &reach, terminal),
        DbCommand::Build(args) => build::run(&args, terminal),
        DbCommand::Status { db, format } => status::run(db.as_deref(), format),
        DbCommand::Compare { ecosystem, a, b } => {
            compare::run(&ecosystem, a.as_deref().zip(b.as_deref()))
        }
    }
}

/// Name and version of the program, for manifests.
fn built_by() -> String {
    concat!("seaworthy ", env!("CARGO_PKG_VERSION")).to_owned()
}
