//! The one definition of the command line: help, manual page and completions are made from it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use seaworthy_model::{Gate, Platform};

use crate::output::OutputSpec;
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
    /// Check, explain or begin a policy
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Build, describe or ask the advisory data
    #[command(subcommand)]
    Db(DbCommand),
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

/// `scan`, with or without the kind of the target.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Targets:\n  \
        NAME[:TAG][@DIGEST]       an image of a registry\n  \
        docker-archive:FILE       what `docker save` wrote\n  \
        oci:FOLDER[:NAME]         an OCI image layout\n  \
        oci-archive:FILE[:NAME]   the same as a tar archive\n  \
        rootfs:FOLDER             an unpacked root file system\n  \
        PATH                      any of these, recognised by content, or a folder of sources\n\n\
        Exit codes: 0 clean, 1 the gate denies, 2 could not assess, 64 wrong usage."
)]
pub(crate) struct ScanCommand {
    #[command(subcommand)]
    pub(crate) kind: Option<ScanKind>,

    #[command(flatten)]
    pub(crate) args: ScanArgs,
}

/// The kinds of target that can be named.
#[derive(Debug, Subcommand)]
pub(crate) enum ScanKind {
    /// Scan a container image
    Image(ScanArgs),
}

/// What a scan needs to know.
#[derive(Debug, Args)]
pub(crate) struct ScanArgs {
    /// What to scan
    #[arg(required = true)]
    pub(crate) target: Option<String>,

    #[command(flatten)]
    pub(crate) gate: GateArgs,

    /// What to print, and where: FORMAT or FORMAT=FILE; may be given several times
    #[arg(
        long,
        short,
        value_name = "FORMAT[=FILE]",
        env = "SEAWORTHY_OUTPUT",
        value_delimiter = ','
    )]
    pub(crate) output: Vec<OutputSpec>,

    /// Show every finding in the table, not the first of each kind
    #[arg(long)]
    pub(crate) all: bool,

    #[command(flatten)]
    pub(crate) source: SourceArgs,

    /// Print the time of each phase on standard error, one JSON object a line
    #[arg(long, hide = true)]
    pub(crate) timings: bool,
}

/// By what to decide.
#[derive(Debug, Args)]
pub(crate) struct GateArgs {
    /// Policy: a file, or baseline, restricted or production [default: seaworthy.yaml here or in
    /// a folder above, else baseline]
    #[arg(long, short, env = "SEAWORTHY_POLICY", value_name = "FILE|NAME")]
    pub(crate) policy: Option<String>,

    /// The gate to decide for
    #[arg(long, env = "SEAWORTHY_GATE", default_value_t, value_parser = parse_gate())]
    pub(crate) gate: Gate,

    /// Judge as of this day (ages, waivers), YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE")]
    pub(crate) at: Option<jiff::civil::Date>,
}

/// How to reach and read a target.
#[derive(Debug, Args)]
pub(crate) struct SourceArgs {
    /// Platform of a multi-platform image, such as linux/arm64 [default: linux and this processor]
    #[arg(long, value_name = "OS/ARCH[/VARIANT]")]
    pub(crate) platform: Option<Platform>,

    /// Advisory pack to use instead of the one in the program
    #[arg(long, env = "SEAWORTHY_DB", value_name = "FILE")]
    pub(crate) db: Option<PathBuf>,

    /// Reach the registry in plain HTTP
    #[arg(long)]
    pub(crate) plain_http: bool,

    /// Trust the certificate authorities in this PEM file as well
    #[arg(long, env = "SEAWORTHY_CA_FILE", value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,

    /// User for the registry; the password comes from SEAWORTHY_REGISTRY_PASSWORD
    /// [default: what Docker's and Podman's configuration say]
    #[arg(long, env = "SEAWORTHY_REGISTRY_USER", value_name = "NAME")]
    pub(crate) registry_user: Option<String>,

    /// Threads to read layers with [default: one for each core]
    #[arg(long, env = "SEAWORTHY_THREADS", value_name = "N")]
    pub(crate) threads: Option<std::num::NonZeroUsize>,
}

/// What a bill of materials needs to know.
#[derive(Debug, Args)]
pub(crate) struct SbomArgs {
    /// What to list; the same targets as for `scan`
    pub(crate) target: String,

    /// Format, and where to: FORMAT or FORMAT=FILE
    #[arg(long, short, value_name = "FORMAT[=FILE]", default_value = "cyclonedx")]
    pub(crate) output: Vec<OutputSpec>,

    #[command(flatten)]
    pub(crate) source: SourceArgs,
}

/// What to do with a policy.
#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Check a policy file: every error with its line and column
    Check {
        /// The file [default: seaworthy.yaml here or in a folder above]
        file: Option<PathBuf>,
    },
    /// Say in words what a policy decides at each gate
    Explain {
        /// A file, or baseline, restricted or production [default: as `scan` would find it]
        policy: Option<String>,
    },
    /// Write a commented policy file to begin with
    Init {
        /// Where to
        #[arg(default_value = "seaworthy.yaml")]
        file: PathBuf,
        /// Replace a file that is there
        #[arg(long)]
        force: bool,
    },
}

/// What to do with the advisory data.
#[derive(Debug, Subcommand)]
pub(crate) enum DbCommand {
    /// Make a pack from a folder in the layout of the OSV bucket
    Build(DbBuildArgs),
    /// Say what the data covers, and how old it is
    Status {
        /// The pack [default: the one in the program]
        #[arg(long, env = "SEAWORTHY_DB", value_name = "FILE")]
        db: Option<PathBuf>,
        /// How to print it
        #[arg(long, value_enum, default_value_t)]
        format: ListFormat,
    },
    /// Compare two versions by the order of an ecosystem: prints <, = or >
    #[command(
        after_help = "With an ecosystem alone, pairs are read from standard input, one a \
                            line, separated by a tab."
    )]
    Compare {
        /// The ecosystem as OSV names it, such as Debian or npm
        ecosystem: String,
        /// The first version
        #[arg(requires = "b", allow_hyphen_values = true)]
        a: Option<String>,
        /// The second version
        #[arg(allow_hyphen_values = true)]
        b: Option<String>,
    },
}

/// What building a pack needs to know.
#[derive(Debug, Args)]
pub(crate) struct DbBuildArgs {
    /// Folder with osv/ECOSYSTEM/all.zip and, where there, kev.json, epss_scores-*.csv.gz and
    /// endoflife/*.json
    #[arg(long, value_name = "FOLDER")]
    pub(crate) from: PathBuf,

    /// Where to write the pack
    #[arg(long, short, default_value = "advisories.pack")]
    pub(crate) output: PathBuf,

    /// Make it as the program carries it: compressed, and of Ubuntu the long-term releases only
    #[arg(long)]
    pub(crate) embedded: bool,

    /// Name, licence and date of each set for the manifest: a JSON object by ecosystem
    #[arg(long, value_name = "FILE")]
    pub(crate) sources: Option<PathBuf>,

    /// The day that the manifest states, YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE")]
    pub(crate) built_on: Option<jiff::civil::Date>,
}

/// What to explain.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// A check, a control, a secret rule, a CVE or another advisory id
    pub(crate) id: String,

    /// The advisory pack to ask [default: the one in the program]
    #[arg(long, env = "SEAWORTHY_DB", value_name = "FILE")]
    pub(crate) db: Option<PathBuf>,
}

/// How to list.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
}

/// What of the controls to show.
#[derive(Debug, Args)]
pub(crate) struct ControlsArgs {
    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,

    /// Only what a framework asks for, such as cis-docker
    #[arg(long, value_name = "ID")]
    pub(crate) framework: Option<String>,
}

/// The forms of lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people
    #[default]
    Table,
    /// For programs
    Json,
    /// For documents
    Markdown,
}

/// Our formats that have a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaName {
    /// The native result of a scan
    Assessment,
    /// The policy file
    Policy,
}

/// Reads an environment variable as a switch: `0`, `false`, `no` and nothing are off.
fn yes_or_no() -> clap::builder::FalseyValueParser {
    clap::builder::FalseyValueParser::new()
}

fn parse_gate() -> impl clap::builder::TypedValueParser<Value = Gate> {
    use clap::builder::TypedValueParser as _;
    clap::builder::PossibleValuesParser::new(Gate::ALL.map(Gate::as_str))
        .try_map(|word| word.parse::<Gate>())
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
        assert_eq!(bare.args.target.as_deref(), Some("x.tar"));
        let Some(ScanKind::Image(args)) = scan(&["seaworthy", "scan", "image", "x.tar"]).kind
        else {
            panic!("no image")
        };
        assert_eq!(args.target.as_deref(), Some("x.tar"));
        assert!(Cli::try_parse_from(["seaworthy", "scan"]).is_err());
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
