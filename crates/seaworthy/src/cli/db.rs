//! The arguments of `db`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::ListFormat;

/// What to do with the advisory data.
#[derive(Debug, Subcommand)]
pub(crate) enum DbCommand {
    /// Fetch what changed in the advisory data, and use it from then on
    #[command(
        after_help = "The new pack is put in the place of the old one when it was read back \
                            whole; scans that run keep the one they opened. A transfer that broke \
                            goes on where it ended, also in the next run. On a machine without a \
                            network: `--export FILE` here, `db import FILE` there."
    )]
    Update(DbUpdateArgs),
    /// Use a pack from a file, such as one that `db update --export` wrote elsewhere
    Import {
        /// The pack
        file: PathBuf,
    },
    /// Store the pack in a registry
    Push {
        /// Where to: a reference such as registry.example/team/advisories:latest
        reference: String,
        /// The pack [default: the one that a scan would use]
        #[arg(long, env = "SEAWORTHY_DB", value_name = "FILE")]
        db: Option<PathBuf>,
        #[command(flatten)]
        reach: ReachArgs,
    },
    /// Fetch a pack from a registry, and use it from then on
    Pull {
        /// Where from
        reference: String,
        #[command(flatten)]
        reach: ReachArgs,
    },
    /// Make a pack from a folder in the layout of the OSV bucket
    Build(DbBuildArgs),
    /// Say what the data covers, and how old it is
    Status {
        /// The pack [default: the one that a scan would use]
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

/// What an update needs to know.
#[derive(Debug, Args)]
pub(crate) struct DbUpdateArgs {
    /// A mirror or a folder with osv/ECOSYSTEM/all.zip, osv/ECOSYSTEM/modified_id.csv, kev.json,
    /// epss_scores-*.csv.gz and endoflife/*.json [default: the publishers' own addresses]
    #[arg(long, env = "SEAWORTHY_DB_FROM", value_name = "URL|FOLDER")]
    pub(crate) from: Option<String>,

    /// Update these sets, as OSV names them; others stay as they are [default: all that are
    /// offered]
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) ecosystems: Option<Vec<String>>,

    /// Take this set or feed although it lost more than a tenth of its records or vanished; may be
    /// given several times
    #[arg(long, value_name = "NAME")]
    pub(crate) allow_shrink: Vec<String>,

    /// Fetch everything again, whatever is known
    #[arg(long)]
    pub(crate) full: bool,

    /// Time for the whole update, in seconds [default: no limit but those of single transfers]
    #[arg(long, value_name = "SECONDS")]
    pub(crate) timeout: Option<std::num::NonZeroU32>,

    /// Write the pack to this file as well, for machines without a network
    #[arg(long, value_name = "FILE")]
    pub(crate) export: Option<PathBuf>,

    /// Trust the certificate authorities in this PEM file as well
    #[arg(long, env = "SEAWORTHY_CA_FILE", value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,
}

/// How to reach a registry.
#[derive(Debug, Args)]
pub(crate) struct ReachArgs {
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
}
