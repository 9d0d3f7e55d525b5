//! `seaworthy completions` and `seaworthy man`: made from the one definition of the commands.

use std::io::Write as _;

use clap::CommandFactory as _;

use crate::cli::Cli;
use crate::failure::{CLEAN, Code, Failure};

/// Prints the completions of a shell.
pub(super) fn run(shell: clap_complete::Shell) -> Result<Code, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "seaworthy", &mut text);
    std::io::stdout().lock().write_all(&text)?;
    Ok(CLEAN)
}

/// Prints the manual page, all commands in one.
pub(super) fn manual() -> Result<Code, Failure> {
    let mut text = Vec::new();
    let mut command = Cli::command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(&mut text)?;
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        let man = clap_mangen::Man::new(
            sub.clone()
                .display_name(format!("seaworthy {}", sub.get_name())),
        );
        man.render_synopsis_section(&mut text)?;
        man.render_description_section(&mut text)?;
        man.render_options_section(&mut text)?;
    }
    std::io::stdout().lock().write_all(&text)?;
    Ok(CLEAN)
}
