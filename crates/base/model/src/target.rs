//! What was assessed.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Digest;

/// The kind of a target.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum TargetKind {
    /// A container image, from whatever source.
    Image,
    /// The unpacked file system of an image or a host.
    Rootfs,
    /// A folder of sources, in which images and lock files may lie.
    Folder,
    /// One file.
    File,
    /// A bill of materials: what somebody wrote down of an image or folder.
    Sbom,
    /// An image by its digest, of which only what other tools reported is known.
    Import,
}

impl TargetKind {
    /// The word of the native format.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            TargetKind::Image => "image",
            TargetKind::Rootfs => "rootfs",
            TargetKind::Folder => "folder",
            TargetKind::File => "file",
            TargetKind::Sbom => "sbom",
            TargetKind::Import => "import",
        }
    }
}

/// What was assessed, as the user named it and as it was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Target {
    /// Its kind.
    pub kind: TargetKind,
    /// The name that the user gave, or the best one found in the target.
    pub name: String,
    /// Digest of the image manifest, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// Platform of the image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
}

/// A platform as the OCI image index names it.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
pub struct Platform {
    /// Operating system, such as `linux`.
    pub os: String,
    /// Processor, such as `amd64` or `arm64` (the names of Go's `GOARCH`).
    pub architecture: String,
    /// Variant of the processor, such as `v7`.
    pub variant: Option<String>,
}

/// A text that is no platform.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no platform; one looks like linux/amd64 or linux/arm/v7")]
pub struct PlatformError(String);

impl FromStr for Platform {
    type Err = PlatformError;

    fn from_str(text: &str) -> Result<Self, PlatformError> {
        let fine = |part: &str| {
            !part.is_empty()
                && part.len() <= 32
                && part
                    .bytes()
                    .all(|c| c.is_ascii_alphanumeric() || b"._-".contains(&c))
        };
        let parts: Vec<&str> = text.split('/').collect();
        match parts.as_slice() {
            [os, architecture] if fine(os) && fine(architecture) => Ok(Platform {
                os: (*os).to_owned(),
                architecture: (*architecture).to_owned(),
                variant: None,
            }),
            [os, architecture, variant] if fine(os) && fine(architecture) && fine(variant) => {
                Ok(Platform {
                    os: (*os).to_owned(),
                    architecture: (*architecture).to_owned(),
                    variant: Some((*variant).to_owned()),
                })
            }
            _ => Err(PlatformError(text.chars().take(80).collect())),
        }
    }
}

impl TryFrom<String> for Platform {
    type Error = PlatformError;

    fn try_from(text: String) -> Result<Self, PlatformError> {
        text.parse()
    }
}

impl From<Platform> for String {
    fn from(platform: Platform) -> String {
        platform.to_string()
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        if let Some(variant) = &self.variant {
            write!(f, "/{variant}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platform_reads_back_as_written() {
        for text in ["linux/amd64", "linux/arm/v7"] {
            assert_eq!(text.parse::<Platform>().unwrap().to_string(), text);
        }
        for bad in ["", "linux", "linux/", "/amd64", "a/b/c/d", "linux/am d64"] {
            assert!(bad.parse::<Platform>().is_err(), "{bad}");
        }
    }
}
