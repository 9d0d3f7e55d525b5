//! The program `seaworthy`: commands, configuration and wiring.
//!
//! In: arguments, environment, files. Out: documents on standard output, everything else on
//! standard error, and an exit code (0 clean, 1 gate failed, 2 could not assess, 64 wrong usage).

mod bases;
mod cli;
mod commands;
mod configuration;
mod failure;
mod output;
mod pack;
mod policy_file;
mod progress;
mod registry;
mod terminal;
mod units;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are asked for and go to standard output; the rest is wrong usage.
            let wrong = error.use_stderr();
            let printed = error.print();
            return if wrong || printed.is_err() {
                failure::USAGE.into()
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    let terminal = terminal::Terminal::new(cli.color, cli.quiet);
    match commands::run(cli.command, &terminal) {
        Ok(code) => code.into(),
        Err(failure) => failure.report(&terminal),
    }
}
