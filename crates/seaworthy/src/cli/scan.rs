//! The arguments of `scan` and `sbom`: targets, gates, how to reach and read.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use seaworthy_facts::ImportFormat;
use seaworthy_model::{Gate, Platform};

use super::ConfigurationArgs;
use super::cache::{Size, parse_size};
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
        docker-daemon:NAME        an image of Docker, by its socket\n  \
        podman:NAME               an image of Podman's service\n  \
        containerd:NAME           an image of containerd, from its disk\n  \
        rootfs:FOLDER             an unpacked root file system\n  \
        sif:FILE                  an image file of Singularity or Apptainer\n  \
        sbom:FILE                 a bill of materials (CycloneDX, SPDX)\n  \
        attached:IMAGE            the bill of materials attached to an image\n  \
        PATH                      any of these, recognised by content, or a folder of sources\n\n\
        Several targets give one result each, as they come.\n\n\
        Exit codes: 0 clean, 1 the gate denies, 2 could not assess, 64 wrong usage; of several \
        targets: 2 if one could not be assessed, else 1 if the gate denies one."
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
    /// Scan container images
    Image(ScanArgs),
    /// Scan the images of a registry, chosen by patterns of repositories and tags
    Registry(ScanRegistryArgs),
}

/// Which images of a registry to scan.
#[derive(Debug, Args)]
pub(crate) struct ScanRegistryArgs {
    /// The registry, such as registry.example:5000
    pub(crate) host: String,

    /// Repositories: names or patterns such as 'team/*'; a pattern needs a registry that lists its
    /// repositories
    #[arg(long, required = true, value_name = "PATTERN", value_delimiter = ',')]
    pub(crate) repos: Vec<String>,

    /// Tags: names or patterns such as 'v*'
    #[arg(
        long,
        default_value = "*",
        value_name = "PATTERN",
        value_delimiter = ','
    )]
    pub(crate) tags: Vec<String>,

    #[command(flatten)]
    pub(crate) options: ScanOptions,
}

/// What to scan, and how.
#[derive(Debug, Args)]
pub(crate) struct ScanArgs {
    /// What to scan
    #[arg(value_name = "TARGET", required_unless_present_any = ["from_file", "from_assessment"])]
    pub(crate) targets: Vec<String>,

    /// Scan what a file names, one target a line; # begins a comment, - is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) from_file: Option<PathBuf>,

    /// Decide again on the facts of JSON documents that earlier scans wrote; nothing else is read
    #[arg(long, value_name = "FILE", conflicts_with_all = ["targets", "from_file"])]
    pub(crate) from_assessment: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) options: ScanOptions,
}

/// What a scan needs to know.
#[derive(Debug, Args)]
pub(crate) struct ScanOptions {
    #[command(flatten)]
    pub(crate) gate: GateArgs,

    /// What to print, and where: FORMAT, FORMAT=FILE, or FORMAT=FOLDER/ for a file for each target;
    /// may be given several times
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

    #[command(flatten)]
    pub(crate) context: ContextArgs,

    #[command(flatten)]
    pub(crate) configuration: ConfigurationArgs,

    /// Show every finding in the table, not the first of each kind
    #[arg(long)]
    pub(crate) all: bool,

    #[command(flatten)]
    pub(crate) source: SourceArgs,

    #[command(flatten)]
    pub(crate) cache: CacheArgs,

    /// Accept what this JSON document of an earlier scan holds already, so that only what is new
    /// fails
    #[arg(long, env = "SEAWORTHY_BASELINE", value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,

    /// Print the time of each phase on standard error, one JSON object a line
    #[arg(long, hide = true)]
    pub(crate) timings: bool,
}

/// Where facts of layers are kept.
#[derive(Debug, Args)]
pub(crate) struct CacheArgs {
    /// Folder of the cache [default: $XDG_CACHE_HOME/seaworthy, else ~/.cache/seaworthy]
    #[arg(long, env = "SEAWORTHY_CACHE_DIR", value_name = "FOLDER")]
    pub(crate) cache_dir: Option<PathBuf>,

    /// Read every layer, and write no facts down
    #[arg(long, env = "SEAWORTHY_NO_CACHE", value_parser = super::yes_or_no())]
    pub(crate) no_cache: bool,

    /// Most that the cache may hold, such as 500MiB or 2GiB; what was not used longest goes first
    #[arg(
        long,
        env = "SEAWORTHY_CACHE_MAX_SIZE",
        value_name = "SIZE",
        default_value_t,
        value_parser = parse_size
    )]
    pub(crate) cache_max_size: Size,
}

/// By what to decide.
#[derive(Debug, Args)]
pub(crate) struct GateArgs {
    /// Policy: a file, or baseline, restricted, production, pss-baseline or pss-restricted
    /// [default: seaworthy.yaml here or in a folder above, else baseline]
    #[arg(long, short, env = "SEAWORTHY_POLICY", value_name = "FILE|NAME")]
    pub(crate) policy: Option<String>,

    /// The gate to decide for
    #[arg(long, env = "SEAWORTHY_GATE", default_value_t, value_parser = parse_gate())]
    pub(crate) gate: Gate,

    /// Judge as of this day (ages, waivers), YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE")]
    pub(crate) at: Option<jiff::civil::Date>,
}

/// Where VEX documents come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum VexSource {
    /// The registry of the image.
    Attached,
    /// A file or folder; `./attached` is one.
    Path(PathBuf),
}

impl From<OsString> for VexSource {
    fn from(text: OsString) -> Self {
        if text == "attached" {
            VexSource::Attached
        } else {
            VexSource::Path(text.into())
        }
    }
}

/// What else is known of a target.
#[derive(Debug, Args)]
pub(crate) struct ContextArgs {
    /// Apply what a VEX document states (OpenVEX, CSAF, CycloneDX, or an attestation of one): a
    /// file, a folder of JSON and XML files, or the word `attached`: those that are attached to the
    /// image in its registry (referrers, BuildKit attestations, cosign tags), whose signatures are
    /// not verified, so that whoever can push there is believed; may be given several times
    #[arg(long, value_name = "FILE|FOLDER|attached")]
    pub(crate) vex: Vec<VexSource>,

    /// Take over what another tool reported of the target (SARIF, ZAP, Nuclei, Burp Suite, Nikto,
    /// Wapiti); may be given several times, for one target
    #[arg(long, value_name = "FILE")]
    pub(crate) import: Vec<PathBuf>,

    /// The format of --import [default: recognised by content]
    #[arg(long, value_name = "FORMAT", requires = "import", value_parser = parse_import_format())]
    pub(crate) import_format: Option<ImportFormat>,

    /// The image that the target is built on: a reference, an archive, a layout
    /// [default: recognised by layers of earlier scans, labels, packages and history]
    #[arg(long, value_name = "IMAGE")]
    pub(crate) base: Option<String>,

    /// Do not ask the registry for a newer base image
    #[arg(long)]
    pub(crate) no_newer_base: bool,

    /// Read the newer base image that the registry has, and tell what it removes
    #[arg(long, conflicts_with = "no_newer_base")]
    pub(crate) read_newer_base: bool,
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

    /// Ask registries as the hosts.toml files in this folder of containerd say
    /// [default: /etc/containerd/certs.d, unless --registry-mirror is given]
    #[arg(long, env = "SEAWORTHY_REGISTRY_HOSTS", value_name = "FOLDER")]
    pub(crate) registry_hosts: Option<PathBuf>,

    /// Threads to read layers with [default: one for each core]
    #[arg(long, env = "SEAWORTHY_THREADS", value_name = "N", value_parser = parse_threads)]
    pub(crate) threads: Option<std::num::NonZeroUsize>,
}

/// What a VEX document needs to know.
#[derive(Debug, Args)]
pub(crate) struct VexArgs {
    /// What the document is about; the same targets as for `scan`
    pub(crate) target: String,

    #[command(flatten)]
    pub(crate) gate: GateArgs,

    /// Who states it: a person, a team, an address
    #[arg(long, env = "SEAWORTHY_VEX_AUTHOR", value_name = "NAME")]
    pub(crate) author: String,

    /// Where to write the document [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) source: SourceArgs,

    #[command(flatten)]
    pub(crate) cache: CacheArgs,
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

    #[command(flatten)]
    pub(crate) cache: CacheArgs,
}

fn parse_threads(text: &str) -> Result<std::num::NonZeroUsize, String> {
    let wrong = |_| format!("`{text}` is no number of threads; write 1 or more");
    text.parse().map_err(wrong)
}

/// The formats that are imported, by their words.
pub(crate) fn parse_import_format() -> impl clap::builder::TypedValueParser<Value = ImportFormat> {
    use clap::builder::TypedValueParser as _;
    clap::builder::PossibleValuesParser::new(ImportFormat::ALL.map(ImportFormat::as_str))
        .try_map(|word| word.parse::<ImportFormat>())
}

fn parse_gate() -> impl clap::builder::TypedValueParser<Value = Gate> {
    use clap::builder::TypedValueParser as _;
    clap::builder::PossibleValuesParser::new(Gate::ALL.map(Gate::as_str))
        .try_map(|word| word.parse::<Gate>())
}
