//! Where a finding stands, so that a person can go there.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Digest;

/// A place in what was inspected. Lines and columns count from 1.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(
    tag = "kind",
    rename_all = "lowercase",
    rename_all_fields = "snake_case"
)]
pub enum Location {
    /// A file of a folder.
    File {
        /// Path relative to the target, with `/`.
        path: String,
        /// First line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        line: Option<u32>,
        /// First column, in characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        column: Option<u32>,
    },
    /// A layer of an image, and possibly a file in it.
    Layer {
        /// Number of the layer from the bottom, from 0.
        index: u32,
        /// Digest of the uncompressed layer (OCI image configuration, `rootfs.diff_ids`).
        diff_id: Digest,
        /// The history entry that made the layer: usually a Dockerfile instruction.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        created_by: Option<String>,
        /// Path in the layer, without a leading slash.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        path: Option<String>,
        /// First line in that file.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        line: Option<u32>,
        /// First column in that line, in characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        column: Option<u32>,
    },
    /// A field of an object, such as `config.User` of an image configuration.
    Object {
        /// Dotted path of the field, in the words of the format that holds it.
        path: String,
    },
    /// An address of the running application.
    Url {
        /// The address, without credentials and without the values of its query.
        url: String,
        /// Method of the request (RFC 9110, section 9).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        method: Option<String>,
        /// The parameter, header or cookie that is concerned.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parameter: Option<String>,
    },
}

impl Location {
    /// A whole file.
    #[must_use]
    pub fn file(path: impl Into<String>) -> Self {
        Location::File {
            path: path.into(),
            line: None,
            column: None,
        }
    }

    /// A field of an object.
    #[must_use]
    pub fn object(path: impl Into<String>) -> Self {
        Location::Object { path: path.into() }
    }

    /// The path that identifies the place over rebuilds: of the file or of the field, or the
    /// address. A layer without a file has none.
    #[must_use]
    pub fn stable_path(&self) -> &str {
        match self {
            Location::File { path, .. } | Location::Object { path } => path,
            Location::Layer { path, .. } => path.as_deref().unwrap_or_default(),
            Location::Url { url, .. } => url,
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lined = |f: &mut fmt::Formatter<'_>, line: &Option<u32>, column: &Option<u32>| {
            if let Some(line) = line {
                write!(f, ":{line}")?;
                if let Some(column) = column {
                    write!(f, ":{column}")?;
                }
            }
            Ok(())
        };
        match self {
            Location::File { path, line, column } => {
                f.write_str(path)?;
                lined(f, line, column)
            }
            Location::Layer {
                index,
                path,
                line,
                column,
                ..
            } => {
                if let Some(path) = path {
                    write!(f, "/{path}")?;
                    lined(f, line, column)?;
                    f.write_str(" in ")?;
                }
                write!(f, "layer {index}")
            }
            Location::Object { path } => f.write_str(path),
            Location::Url {
                url,
                method,
                parameter,
            } => {
                if let Some(method) = method {
                    write!(f, "{method} ")?;
                }
                f.write_str(url)?;
                match parameter {
                    Some(parameter) => write!(f, " ({parameter})"),
                    None => Ok(()),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_as_people_write_it() {
        let file = Location::File {
            path: "a/b.yaml".into(),
            line: Some(3),
            column: Some(7),
        };
        assert_eq!(file.to_string(), "a/b.yaml:3:7");
        let address = Location::Url {
            url: "https://shop.example/cart".into(),
            method: Some("POST".into()),
            parameter: Some("id".into()),
        };
        assert_eq!(address.to_string(), "POST https://shop.example/cart (id)");
        let layer = Location::Layer {
            index: 2,
            diff_id: Digest::sha256(b""),
            created_by: None,
            path: Some("etc/app.env".into()),
            line: Some(1),
            column: None,
        };
        assert_eq!(layer.to_string(), "/etc/app.env:1 in layer 2");
        assert_eq!(layer.stable_path(), "etc/app.env");
    }
}
