//! The tasks of the developers, run as `cargo xtask COMMAND`.
//!
//! Everything that a contributor or CI does to this tree besides building it is a command here: one
//! file in `commands/` each, listed in `commands/mod.rs`. The crate depends on nothing of ours, so
//! that it still runs while a library does not compile.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a developer's tool reports on the terminal"
)]

mod bench;
mod commands;
mod kube_schemas;
mod marks;
mod needs;
mod peers;
mod process;
mod workspace;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> anyhow::Result<()> {
    let Some((name, rest)) = arguments.split_first() else {
        println!("{}", commands::overview());
        anyhow::bail!("no command given");
    };
    if name == "help" || is_help(name) {
        println!("{}", commands::overview());
        return Ok(());
    }
    let command = commands::find(name)?;
    if rest.iter().any(|argument| is_help(argument)) {
        println!("{}", command.manual());
        return Ok(());
    }
    (command.run)(rest)
}

fn is_help(argument: &str) -> bool {
    matches!(argument, "-h" | "--help")
}
