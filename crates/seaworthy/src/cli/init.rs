//! The arguments of `init`.

use std::path::PathBuf;

use clap::Args;

/// For which folder a policy is begun.
#[derive(Debug, Args)]
#[command(
    after_help = "The policy builds on baseline, or on restricted where a namespace of the folder \
        enforces the Pod Security Standard of that name, and trusts the repositories that the \
        images of the folder come from: images from elsewhere are told. What was decided is \
        printed, and nothing else is changed.\n\n\
        Exit codes: 0 written, 2 could not read or write, 64 wrong usage."
)]
pub(crate) struct InitArgs {
    /// The folder; the policy becomes its seaworthy.yaml
    #[arg(default_value = ".")]
    pub(crate) folder: PathBuf,

    /// Replace a policy that is there
    #[arg(long)]
    pub(crate) force: bool,
}
