//! The arguments of `scan` and `sbom`: targets, gates, how to reach and read.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use seaworthy_model::{Gate, Platform};

use crate::output::OutputSpec;

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
        sbom:FILE                 a bill of materials (CycloneDX, SPDX)\n  \
        attached:IMAGE            the bill of materials attached to an image\n  \
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

    /// The template of `--output template=FILE`, in the language of Jinja
    #[arg(long, value_name = "FILE")]
    pub(crate) template: Option<PathBuf>,

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

    /// Advisory pack to use [default: the newer of that of `db update` and the one in the program]
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

    /// Ask this registry first in the place of another, such as docker.io=mirror.example:5000; may
    /// be given several times [default: what /etc/containers/registries.conf says]
    #[arg(
        long,
        env = "SEAWORTHY_REGISTRY_MIRROR",
        value_name = "REGISTRY=MIRROR",
        value_delimiter = ','
    )]
    pub(crate) registry_mirror: Vec<String>,

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

fn parse_gate() -> impl clap::builder::TypedValueParser<Value = Gate> {
    use clap::builder::TypedValueParser as _;
    clap::builder::PossibleValuesParser::new(Gate::ALL.map(Gate::as_str))
        .try_map(|word| word.parse::<Gate>())
}
