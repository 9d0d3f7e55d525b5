//! The list of commands; one file each.

mod bench;
mod check;
mod kube_schemas;
mod new_check;
mod pack;
mod picture;
mod test;
mod truth;

use std::fmt::Write as _;

use anyhow::{Result, bail};

/// A command: how it is called, what it says about itself, and what it does.
pub(crate) struct Command {
    /// The word after `cargo xtask`.
    pub(crate) name: &'static str,
    /// The arguments, as a usage line shows them.
    pub(crate) arguments: &'static str,
    /// One line for the overview.
    pub(crate) summary: &'static str,
    /// What `--help` adds to the summary.
    pub(crate) help: &'static str,
    /// Does it, with the arguments after the name.
    pub(crate) run: fn(&[String]) -> Result<()>,
}

static COMMANDS: &[&Command] = &[
    &check::COMMAND,
    &test::COMMAND,
    &bench::COMMAND,
    &truth::COMMAND,
    &new_check::COMMAND,
    &pack::COMMAND,
    &kube_schemas::COMMAND,
    &picture::COMMAND,
];

impl Command {
    /// What `cargo xtask NAME --help` prints.
    pub(crate) fn manual(&self) -> String {
        let Self {
            name,
            arguments,
            summary,
            help,
            ..
        } = self;
        format!(
            "{summary}\n\nUsage: cargo xtask {name} {arguments}\n\n{}",
            help.trim_matches('\n')
        )
    }
}

/// The command of that name, or an error that lists the names.
pub(crate) fn find(name: &str) -> Result<&'static Command> {
    match COMMANDS.iter().find(|command| command.name == name) {
        Some(command) => Ok(command),
        None => bail!("no command `{name}`\n\n{}", overview()),
    }
}

/// What `cargo xtask --help` prints.
pub(crate) fn overview() -> String {
    let mut text =
        "The tasks of the developers.\n\nUsage: cargo xtask COMMAND [ARGUMENTS]\n\n".to_owned();
    for command in COMMANDS {
        // Writing into a string cannot fail.
        let _ = writeln!(text, "  {:<12} {}", command.name, command.summary);
    }
    text.push_str("\n`cargo xtask COMMAND --help` tells more.");
    text
}

/// Refuses arguments where a command takes none.
pub(crate) fn expect_no_arguments(command: &Command, arguments: &[String]) -> Result<()> {
    match arguments.first() {
        Some(argument) => bail!("`{}` takes no argument `{argument}`", command.name),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_its_own_name_and_says_what_it_does() {
        for (index, command) in COMMANDS.iter().enumerate() {
            assert!(
                !command.summary.is_empty() && command.summary.len() <= 72,
                "{}",
                command.name
            );
            assert!(
                command.help.len() > 80,
                "help of `{}` is too short",
                command.name
            );
            let earlier = COMMANDS
                .iter()
                .take(index)
                .any(|other| other.name == command.name);
            assert!(!earlier, "`{}` is listed twice", command.name);
        }
    }

    #[test]
    fn an_unknown_command_is_an_error_that_lists_the_known_ones() {
        let error = find("chekc")
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default();
        assert!(error.contains("no command `chekc`"), "{error}");
        assert!(error.contains("check"), "{error}");
    }
}
