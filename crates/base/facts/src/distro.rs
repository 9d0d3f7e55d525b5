//! The distribution that an image or host says it is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The facts of `os-release` (freedesktop.org, os-release(5)), as written there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Distro {
    /// `ID`, lower case, such as `debian`.
    pub id: String,
    /// `ID_LIKE`, split.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub id_like: Vec<String>,
    /// `VERSION_ID`, such as `12` or `3.10.4`. Empty for rolling releases that state none.
    pub version_id: String,
    /// `VERSION_CODENAME`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub codename: Option<String>,
    /// `PRETTY_NAME`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pretty_name: Option<String>,
    /// Streams of extended support that serve it, as files beside say, sorted: `eus`, `aus`, `tus`,
    /// `e4s` (Red Hat), `ltss` (SUSE).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub support: Vec<String>,
    /// The file that said so.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub path: String,
}

/// A file that names a stream of extended support.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SupportFact {
    /// The file.
    pub path: String,
    /// The stream, as in [`Distro::support`].
    pub stream: String,
}
