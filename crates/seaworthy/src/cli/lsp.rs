//! The arguments of `lsp`.

use clap::Args;

use super::{ConfigurationArgs, GateArgs};

/// How an editor is served.
#[derive(Debug, Args)]
#[command(
    after_help = "The editor starts this command and speaks the Language Server Protocol with it \
        on standard input and output. Folders that are open in the editor are judged as `scan` \
        judges them, with the texts of the editor in the place of files; each by the policy that \
        lies in it or above it. Nothing is written and no network is used.\n\n\
        Exit codes: 0 ended by the editor, 1 the editor went without saying so, 2 the messages \
        cannot be read, 64 wrong usage."
)]
pub(crate) struct LspArgs {
    /// Speak on standard input and output, as it always does; for editors that say so
    #[arg(long)]
    pub(crate) stdio: bool,

    #[command(flatten)]
    pub(crate) gate: GateArgs,

    #[command(flatten)]
    pub(crate) configuration: ConfigurationArgs,
}
