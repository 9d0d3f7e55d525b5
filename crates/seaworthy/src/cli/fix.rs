//! The arguments of `fix`.

use std::path::PathBuf;

use clap::Args;

use super::{ConfigurationArgs, GateArgs};

/// What to mend, and how.
#[derive(Debug, Args)]
#[command(
    after_help = "Only changes that cannot break a working program are made; what they cannot \
        mend is counted. Comments, order and style of the files stay. On a terminal the changes \
        are shown and nothing is written, unless --write says so.\n\n\
        Exit codes: 0 done, 2 could not read, 64 wrong usage."
)]
pub(crate) struct FixArgs {
    /// A folder, or one file
    #[arg(default_value = ".")]
    pub(crate) target: PathBuf,

    /// Only what these checks find
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    pub(crate) check: Vec<String>,

    /// Show the changes and write nothing [default on a terminal]
    #[arg(long, conflicts_with_all = ["write", "patch"])]
    pub(crate) dry_run: bool,

    /// Write the changes into the files [default where the output is no terminal]
    #[arg(long)]
    pub(crate) write: bool,

    /// Write the changes as a patch for `git apply` or `patch -p1`, and leave the files alone
    #[arg(long, value_name = "FILE", conflicts_with = "write")]
    pub(crate) patch: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) gate: GateArgs,

    #[command(flatten)]
    pub(crate) configuration: ConfigurationArgs,
}
