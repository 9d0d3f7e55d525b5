//! From bytes of a text to lines and columns.

use std::sync::Arc;

use seaworthy_facts::cloud::Spot;
use seaworthy_facts::manifest::{self, Source};

/// A text with its places.
pub(crate) struct Lines {
    path: Arc<str>,
    source: Source,
}

impl Lines {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Lines {
            path: path.into(),
            source: Source::new(path, text),
        }
    }

    pub(crate) fn spot(&self, offset: usize) -> Spot {
        let offset = u32::try_from(offset).unwrap_or(u32::MAX);
        let place = self.source.place(offset, offset);
        Spot {
            path: self.path.clone(),
            line: place.line,
            column: place.column,
        }
    }
}

/// Where a value of a tree stands.
pub(crate) fn spot_of(value: manifest::Value<'_>, path: &Arc<str>) -> Spot {
    let place = value.place();
    Spot {
        path: path.clone(),
        line: place.line,
        column: place.column,
    }
}

/// The text of a file. A byte order mark is dropped; bytes that are no UTF-8 are an error.
///
/// # Errors
/// Why the bytes are not taken.
pub(crate) fn decode(bytes: &[u8]) -> Result<&str, String> {
    let max = crate::budget::FILE_BYTES_MAX;
    if bytes.len() > max {
        return Err(format!("the file has more than {max} bytes"));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|_| "the file is not UTF-8".to_owned())
}
