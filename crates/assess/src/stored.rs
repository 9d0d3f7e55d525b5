//! Assessments that were written before: their facts, decided again on today's data and policy.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use seaworthy_facts::Facts;
use seaworthy_model::{ASSESSMENT_SCHEMA, Assessment};

/// LIMIT: bytes of a file of assessments. The document of an image with 2,000 packages has 3 MB; a
/// list of many images is read image by image from a folder.
pub const ASSESSMENTS_BYTES_MAX: u64 = 512 << 20;

/// Why a file of assessments could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadAssessmentError {
    /// The file cannot be read.
    #[error("cannot read {}", path.display())]
    Open {
        /// Its path.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// It is larger than [`ASSESSMENTS_BYTES_MAX`].
    #[error("{} is larger than {} MiB", path.display(), ASSESSMENTS_BYTES_MAX >> 20)]
    Large {
        /// Its path.
        path: PathBuf,
    },
    /// It is no JSON of this form.
    #[error("{} holds no assessment", path.display())]
    Malformed {
        /// Its path.
        path: PathBuf,
        /// Where and why.
        source: serde_json::Error,
    },
    /// It is of another version of the format.
    #[error("{} is of the format `{found}`, not `{ASSESSMENT_SCHEMA}`", path.display())]
    Schema {
        /// Its path.
        path: PathBuf,
        /// The format that it names, shortened.
        found: String,
    },
    /// There is nothing in it.
    #[error("{} is empty", path.display())]
    Empty {
        /// Its path.
        path: PathBuf,
    },
}

/// Reads the native documents of a file: one, or several after each other as a scan of many targets
/// writes them.
///
/// # Errors
/// See [`ReadAssessmentError`]. One bad document makes the whole file suspect.
pub fn read_assessments(path: &Path) -> Result<Vec<Assessment<Facts>>, ReadAssessmentError> {
    let at = || path.to_owned();
    let open = |source| ReadAssessmentError::Open { path: at(), source };
    let file = File::open(path).map_err(open)?;
    let mut bytes = Vec::new();
    file.take(ASSESSMENTS_BYTES_MAX + 1)
        .read_to_end(&mut bytes)
        .map_err(open)?;
    if bytes.len() as u64 > ASSESSMENTS_BYTES_MAX {
        return Err(ReadAssessmentError::Large { path: at() });
    }
    read(&bytes, path)
}

/// The same from bytes; the path is for errors.
pub(crate) fn read(
    bytes: &[u8],
    path: &Path,
) -> Result<Vec<Assessment<Facts>>, ReadAssessmentError> {
    let at = || path.to_owned();
    let mut assessments: Vec<Assessment<Facts>> = Vec::new();
    for document in serde_json::Deserializer::from_slice(bytes).into_iter() {
        let document: Assessment<Facts> =
            document.map_err(|source| ReadAssessmentError::Malformed { path: at(), source })?;
        if document.schema != ASSESSMENT_SCHEMA {
            return Err(ReadAssessmentError::Schema {
                path: at(),
                found: document.schema.chars().take(100).collect(),
            });
        }
        assessments.push(document);
    }
    if assessments.is_empty() {
        return Err(ReadAssessmentError::Empty { path: at() });
    }
    Ok(assessments)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(text: &str) -> Result<usize, String> {
        let read = read(text.as_bytes(), Path::new("a.json"));
        read.map(|all| all.len()).map_err(|error| error.to_string())
    }

    const DOCUMENT: &str = r#"{"schema":"seaworthy.assessment/v1",
        "target":{"kind":"image","name":"a"},"tool":{"name":"seaworthy","version":"1"},
        "data":{"pack":"embedded","sources":[]},
        "timing":{"started":"2026-01-01T00:00:00Z","elapsed_ms":1},
        "facts":{"images":[]},"findings":[],"unknowns":[],
        "verdict":{"decision":"allow","gate":"ci","policy":"baseline","reasons":[],
        "policy_digest":"sha256:0000000000000000000000000000000000000000000000000000000000000000"}}"#;

    #[test]
    fn what_is_no_assessment_is_told() {
        assert_eq!(outcome("").unwrap_err(), "a.json is empty");
        for text in ["{}", "[]", "x", &DOCUMENT[..200], &"[".repeat(100_000)] {
            assert_eq!(outcome(text).unwrap_err(), "a.json holds no assessment");
        }
    }

    #[test]
    fn another_version_is_not_misread() {
        let Ok(1) = outcome(DOCUMENT) else {
            panic!("{:?}", outcome(DOCUMENT))
        };
        assert_eq!(outcome(&format!("{DOCUMENT}\n{DOCUMENT}\n")), Ok(2));
        let newer = DOCUMENT.replace("/v1", "/v9");
        let error = outcome(&newer).unwrap_err();
        assert!(error.contains("seaworthy.assessment/v9"), "{error}");
    }

    #[test]
    fn a_file_that_is_not_there_is_told() {
        let error = read_assessments(Path::new("/nowhere/a.json")).unwrap_err();
        assert_eq!(error.to_string(), "cannot read /nowhere/a.json");
    }
}
