//! The arguments of the commands that list and explain what the program knows.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

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
