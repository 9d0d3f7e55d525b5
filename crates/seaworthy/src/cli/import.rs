//! The arguments of `import`.

use std::path::PathBuf;

use clap::Args;
use seaworthy_facts::ImportFormat;
use seaworthy_model::Digest;

use super::scan::{GateArgs, parse_import_format};
use crate::output::OutputSpec;

/// What to import, and what it is about.
#[derive(Debug, Args)]
#[command(
    after_help = "Formats: SARIF 2.1.0, ZAP (JSON, XML), Nuclei (JSON), Burp Suite (XML), Nikto \
        (JSON), Wapiti (JSON).\n\n\
        A report that names another image than --digest is refused; one that names none is bound \
        to it by your word.\n\n\
        Exit codes: 0 clean, 1 the gate denies, 2 could not assess, 64 wrong usage."
)]
pub(crate) struct ImportArgs {
    /// Reports of other tools
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// Digest of the image that was tested: of its manifest, its index or its configuration
    #[arg(long, value_name = "DIGEST")]
    pub(crate) digest: Digest,

    /// Name of that image [default: the digest]
    #[arg(long, value_name = "NAME")]
    pub(crate) image: Option<String>,

    /// The format of the files [default: recognised by content]
    #[arg(long, value_name = "FORMAT", value_parser = parse_import_format())]
    pub(crate) format: Option<ImportFormat>,

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
}
