//! The arguments that say how files of configuration are read.

use std::path::PathBuf;

use clap::Args;
use seaworthy_facts::manifest::kubernetes::KubeVersion;

/// For what files of configuration are judged.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Configuration files")]
pub(crate) struct ConfigurationArgs {
    /// The version of Kubernetes that manifests and charts are for, such as 1.34
    /// [default: the newest that is known]
    #[arg(long, env = "SEAWORTHY_KUBE_VERSION", value_name = "VERSION")]
    pub(crate) kube_version: Option<KubeVersion>,

    /// Render charts with the values of this file, on top of their own; may be given several times,
    /// the last one wins
    #[arg(long, value_name = "FILE")]
    pub(crate) values: Vec<PathBuf>,

    /// Render charts with a value, such as image.tag=1.4; may be given several times
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) set: Vec<String>,

    /// The same, and the value is text whatever it looks like
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) set_string: Vec<String>,

    /// Ask the admission policies of Kubernetes in this file or folder about every object; may be
    /// given several times
    #[arg(long, value_name = "PATH")]
    pub(crate) policies: Vec<PathBuf>,
}
