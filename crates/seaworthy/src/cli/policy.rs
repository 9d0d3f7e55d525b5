//! The arguments of `policy`.

use std::path::PathBuf;

use clap::Subcommand;

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
        /// A file, or the name of a built-in policy [default: as `scan` would find it]
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
