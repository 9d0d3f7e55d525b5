//! The arguments of `db`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::ListFormat;

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
