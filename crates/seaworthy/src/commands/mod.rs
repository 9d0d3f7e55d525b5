//! The commands, one file each.

mod cache;
mod checks;
mod completions;
mod controls;
mod db;
mod diff;
mod explain;
mod fix;
mod import;
mod init;
mod lsp;
mod policy;
mod sbom;
mod scan;
mod schema;
mod table;
mod vex;

use crate::cli::{Command, ScanKind};
use crate::failure::{Code, Failure};
use crate::terminal::Terminal;

/// Runs one command.
pub(crate) fn run(command: Command, terminal: &Terminal) -> Result<Code, Failure> {
    match command {
        Command::Scan(command) => match command.kind {
            Some(ScanKind::Image(args)) => scan::run(&args, scan::Expected::Image, terminal),
            Some(ScanKind::Registry(args)) => scan::run_registry(&args, terminal),
            None => scan::run(&command.args, scan::Expected::Any, terminal),
        },
        Command::Sbom(args) => sbom::run(&args, terminal),
        Command::Diff(args) => diff::run(&args, terminal),
        Command::Fix(args) => fix::run(&args, terminal),
        Command::Import(args) => import::run(&args, terminal),
        Command::Init(args) => init::run(&args, terminal),
        Command::Lsp(args) => lsp::run(*args),
        Command::Vex(args) => vex::run(&args, terminal),
        Command::Policy(command) => policy::run(command, terminal),
        Command::Db(command) => db::run(command, terminal),
        Command::Cache(command) => cache::run(command, terminal),
        Command::Explain(args) => explain::run(&args),
        Command::Checks(args) => checks::run(&args),
        Command::Controls(args) => controls::run(&args),
        Command::Completions { shell } => completions::run(shell),
        Command::Man => completions::manual(),
        Command::Schema { which } => schema::run(which),
    }
}
