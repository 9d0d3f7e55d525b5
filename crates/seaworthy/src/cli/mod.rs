//! The one definition of the command line: help, manual page and completions are made from it.

mod cache;
mod configuration;
mod db;
mod diff;
mod fix;
mod import;
mod init;
mod list;
mod lsp;
mod policy;
mod scan;
#[cfg(test)]
mod snippets;

use clap::{Parser, Subcommand};

pub(crate) use self::cache::{CacheCommand, CacheFolder, Size};
pub(crate) use self::configuration::ConfigurationArgs;
pub(crate) use self::db::{DbBuildArgs, DbCommand, DbUpdateArgs, ReachArgs};
pub(crate) use self::diff::{DiffArgs, FailOn};
pub(crate) use self::fix::FixArgs;
pub(crate) use self::import::ImportArgs;
pub(crate) use self::init::InitArgs;
pub(crate) use self::list::{ControlsArgs, ExplainArgs, ListArgs, ListFormat, SchemaName};
pub(crate) use self::lsp::LspArgs;
pub(crate) use self::policy::PolicyCommand;
pub(crate) use self::scan::{
    CacheArgs, ContextArgs, GateArgs, SbomArgs, ScanArgs, ScanCommand, ScanKind, ScanOptions,
    ScanRegistryArgs, SourceArgs, VexArgs, VexSource,
};
use crate::terminal::Color;

/// A container security broker: inspects, decides by one policy, and says why.
#[derive(Debug, Parser)]
#[command(
    name = "seaworthy",
    version,
    about = "A container security broker: inspects, decides by one policy, and says why",
    long_about = "A container security broker: inspects what a container is made of, decides by \
                  one policy whether it may sail, and says why.\n\nA scan needs no network: \
                  advisory data is part of the program.",
    after_help = "Examples:\n  \
        seaworthy scan debian:12                      an image of a registry\n  \
        seaworthy scan image.tar                      what `docker save` wrote\n  \
        seaworthy scan . -o sarif=out.sarif -o table  a folder: its images and lock files\n  \
        seaworthy explain CVE-2024-3094               what is known of an id\n\n\
        Exit codes: 0 clean, 1 the gate denies, 2 could not assess, 64 wrong usage.",
    disable_help_subcommand = true
)]
pub(crate) struct Cli {
    /// Say only errors; no progress, no notes
    #[arg(long, short, global = true, env = "SEAWORTHY_QUIET", value_parser = yes_or_no())]
    pub(crate) quiet: bool,

    /// When to use colour
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        env = "SEAWORTHY_COLOR"
    )]
    pub(crate) color: Color,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands, in the order of help.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Inspect a target and decide whether it may sail
    Scan(Box<ScanCommand>),
    /// Write the software bill of materials of a target
    Sbom(SbomArgs),
    /// Compare two targets or two stored assessments
    Diff(Box<DiffArgs>),
    /// Assess what other tools reported of an image
    Import(Box<ImportArgs>),
    /// Change files of configuration so that findings are gone
    Fix(Box<FixArgs>),
    /// Write a policy from what a folder holds
    Init(InitArgs),
    /// Serve an editor: findings, explanations and fixes while typing
    Lsp(Box<LspArgs>),
    /// Write the waivers of the policy as an OpenVEX document about a target
    Vex(Box<VexArgs>),
    /// Check, explain or begin a policy
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Build, describe or ask the advisory data
    #[command(subcommand)]
    Db(DbCommand),
    /// Show or shrink the facts that are kept of layers
    #[command(subcommand)]
    Cache(CacheCommand),
    /// Explain a check, a control, a secret rule or a vulnerability
    Explain(ExplainArgs),
    /// List every check and rule
    Checks(ListArgs),
    /// Show the controls, what answers them, and what does not yet
    Controls(ControlsArgs),
    /// Print shell completions
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    #[command(hide = true)]
    Man,
    /// Print a JSON Schema of one of our formats
    #[command(hide = true)]
    Schema {
        /// `assessment` or `policy`
        #[arg(value_enum)]
        which: SchemaName,
    },
}
/// Reads an environment variable as a switch: `0`, `false`, `no` and nothing are off.
fn yes_or_no() -> clap::builder::FalseyValueParser {
    clap::builder::FalseyValueParser::new()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_bare_target_and_a_named_kind_are_both_read() {
        let scan = |arguments: &[&str]| match Cli::try_parse_from(arguments).unwrap().command {
            Command::Scan(scan) => *scan,
            other => panic!("{other:?}"),
        };
        let bare = scan(&["seaworthy", "scan", "x.tar"]);
        assert!(bare.kind.is_none());
        assert_eq!(bare.args.targets, ["x.tar"]);
        let Some(ScanKind::Image(args)) = scan(&["seaworthy", "scan", "image", "x.tar"]).kind
        else {
            panic!("no image")
        };
        assert_eq!(args.targets, ["x.tar"]);
        assert!(Cli::try_parse_from(["seaworthy", "scan"]).is_err());
        let several = scan(&["seaworthy", "scan", "a", "b", "--from-file", "list"]);
        assert_eq!(several.args.targets.len(), 2);
        let both = ["seaworthy", "scan", "a", "--from-assessment", "b.json"];
        assert!(Cli::try_parse_from(both).is_err());
    }

    #[test]
    fn every_command_and_option_is_explained() {
        fn walk(command: &clap::Command) {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for argument in command.get_arguments() {
                assert!(
                    argument.get_help().is_some(),
                    "{} {}",
                    command.get_name(),
                    argument.get_id()
                );
            }
            command.get_subcommands().for_each(walk);
        }
        walk(&Cli::command());
    }
}
