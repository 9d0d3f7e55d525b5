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
    /// The file that said so.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub path: String,
}
