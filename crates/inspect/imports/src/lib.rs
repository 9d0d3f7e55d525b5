//! Reads what other tools reported of an application: SARIF logs, and the reports of dynamic
//! application tests.
//!
//! In: the bytes of a file. Out: [`ImportedReport`], with everything that could not be read. This
//! crate opens no file, asks no network, judges nothing, and keeps nothing of requests, responses,
//! payloads and snippets.

mod address;
mod burp;
mod detect;
mod draft;
mod limits;
mod loose;
mod nikto;
mod nuclei;
mod rating;
mod sarif;
mod text;
mod wapiti;
mod xml;
mod zap;
mod zap_xml;

use std::borrow::Cow;

use seaworthy_facts::{ImportFormat, ImportedReport};
use seaworthy_model::Digest;

pub use limits::{
    DEPTH_MAX, DOCTYPE_BYTES_MAX, IMPORT_BYTES_MAX, RESULTS_MAX, RULES_MAX, RUNS_MAX, UNREAD_MAX,
};

use draft::Draft;

/// Why a file cannot be imported at all. No text of the file is part of it.
#[derive(Debug, thiserror::Error)]
pub enum ReadImportError {
    /// It is larger than [`IMPORT_BYTES_MAX`].
    #[error("it is larger than {} MiB", IMPORT_BYTES_MAX >> 20)]
    Large,
    /// Nothing in it tells its format.
    #[error("it is none of the formats that are imported: {}", detect::FORMATS)]
    Unrecognised,
    /// It is no JSON of the format.
    #[error("it cannot be read as {format}: {reason}")]
    Json {
        /// As what it was read.
        format: ImportFormat,
        /// What is wrong, with line and column.
        reason: String,
    },
    /// It is another version of SARIF.
    #[error("it is SARIF of the version {found}; 2.1.0 is read")]
    Version {
        /// The version that it names, shortened.
        found: String,
    },
    /// The XML breaks off or is malformed before anything was read.
    #[error("it cannot be read as {format}: {reason}")]
    Xml {
        /// As what it was read.
        format: ImportFormat,
        /// What is wrong.
        reason: String,
    },
    /// It does not have the form of the format that the user names.
    #[error("it does not have the form of {format}")]
    OtherForm {
        /// As what it was read.
        format: ImportFormat,
    },
}

/// Reads a file. `name` is what reports call it; without a format, the content tells.
///
/// # Errors
/// See [`ReadImportError`]. Whatever is wrong with a single result is among what is unread.
pub fn read(
    name: &str,
    bytes: &[u8],
    format: Option<ImportFormat>,
) -> Result<ImportedReport, ReadImportError> {
    if bytes.len() > IMPORT_BYTES_MAX {
        return Err(ReadImportError::Large);
    }
    let text = decode(bytes);
    let text = text.trim_start_matches('\u{feff}');
    let format = match format {
        Some(format) => format,
        None => detect::format(text).ok_or(ReadImportError::Unrecognised)?,
    };
    let mut draft = Draft::new(name, Digest::sha256(bytes), format);
    match format {
        ImportFormat::Sarif => sarif::read(text, &mut draft)?,
        ImportFormat::ZapJson => zap::read(text, &mut draft)?,
        ImportFormat::ZapXml => zap_xml::read(text, &mut draft)?,
        ImportFormat::Nuclei => nuclei::read(text, &mut draft)?,
        ImportFormat::Burp => burp::read(text, &mut draft)?,
        ImportFormat::Nikto => nikto::read(text, &mut draft)?,
        ImportFormat::Wapiti => wapiti::read(text, &mut draft)?,
    }
    Ok(draft.finish())
}

/// The bytes as text. Shells of Windows write what a tool prints as UTF-16; bytes that are no text
/// become the replacement character.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let wide = |of: fn([u8; 2]) -> u16| {
        let units = bytes.as_chunks::<2>().0.iter().map(|pair| of(*pair));
        let decoded = char::decode_utf16(units);
        Cow::Owned(
            decoded
                .map(|one| one.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect(),
        )
    };
    match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes),
    }
}
