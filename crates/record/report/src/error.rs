//! What can go wrong with a report.

use std::io;

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteReportError {
    /// The writer failed: a full disk, a closed pipe.
    #[error("writing the {format} report")]
    Write {
        /// Id of the format.
        format: &'static str,
        /// What the writer says.
        source: io::Error,
    },
    /// The assessment has no form in the format.
    #[error("putting the assessment into the {format} format")]
    Serialise {
        /// Id of the format.
        format: &'static str,
        /// What the serialiser says.
        source: serde_json::Error,
    },
    /// The format `template` without a template.
    #[error("the format template needs a template")]
    NoTemplate,
    /// The user's template is wrong, or took too long.
    #[error("rendering the template {name}")]
    Template {
        /// Name of the template.
        name: String,
        /// What is wrong, with its line.
        source: Box<minijinja::Error>,
    },
}

impl WriteReportError {
    /// Sorts a serialiser's error into the writer's fault and ours.
    pub(crate) fn of_json(format: &'static str, error: serde_json::Error) -> Self {
        if error.is_io() {
            WriteReportError::Write {
                format,
                source: error.into(),
            }
        } else {
            WriteReportError::Serialise {
                format,
                source: error,
            }
        }
    }
}

/// A word that is no report format.
#[derive(Debug, thiserror::Error)]
#[error("unknown report format `{given}`; use {known}")]
pub struct FormatError {
    /// The word, cut to what fits a line and without control characters.
    pub(crate) given: String,
    /// The ids that exist.
    pub(crate) known: String,
}
