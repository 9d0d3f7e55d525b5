//! The bytes of a file as text: encodings, and bytes that no text has.

use thiserror::Error;

/// LIMIT: bytes of a file. An object that an API server stores is below 3 MB, and the largest
/// bundles of such objects that projects publish are below 20 MB.
pub const TEXT_BYTES_MAX: usize = 32 << 20;
/// LIMIT: bytes that no text has, told one by one. A file with more of them is another encoding.
const FAULTS_MAX: usize = 100;

/// Why a file is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TextError {
    /// [`TEXT_BYTES_MAX`] is reached.
    #[error("the file has more than {TEXT_BYTES_MAX} bytes")]
    TooLarge,
    /// A zero byte.
    #[error("the file is binary: byte 0 at offset {offset}")]
    Binary {
        /// Where.
        offset: usize,
    },
    /// The byte order mark of UTF-32.
    #[error("the file is UTF-32, which no reader of YAML takes")]
    Utf32,
    /// A unit without its partner, or half a unit.
    #[error("the file is broken UTF-16 at offset {offset}")]
    Utf16 {
        /// Where, in bytes of the file.
        offset: usize,
    },
    /// More than single bytes are wrong.
    #[error("the file is not UTF-8: more than {FAULTS_MAX} bytes are not")]
    Utf8,
}

/// A text, and the bytes in it that were replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) faults: Vec<Fault>,
    /// Whether offsets are not those of the file.
    pub(crate) recoded: bool,
}

/// A byte that no text has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum Fault {
    /// It is part of no character.
    #[error("byte 0x{byte:02x} is not UTF-8")]
    Encoding {
        /// Where.
        offset: u32,
        /// Which.
        byte: u8,
    },
    /// A control character other than tab, line feed and carriage return.
    #[error("control character 0x{byte:02x}, which YAML does not allow")]
    Control {
        /// Where.
        offset: u32,
        /// Which.
        byte: u8,
    },
}

impl Fault {
    pub(crate) fn offset(self) -> u32 {
        match self {
            Fault::Encoding { offset, .. } | Fault::Control { offset, .. } => offset,
        }
    }
}

/// UTF-8, or UTF-16 with a byte order mark, as text.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded, TextError> {
    if bytes.len() > TEXT_BYTES_MAX {
        return Err(TextError::TooLarge);
    }
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Err(TextError::Utf32),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => utf8(bytes),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Decoded, TextError> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(pairs.len());
    let mut offset = 2;
    for character in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let character = character.map_err(|_| TextError::Utf16 { offset })?;
        if character == '\0' {
            return Err(TextError::Binary { offset });
        }
        text.push(character);
        offset += 2 * character.len_utf16();
    }
    if !rest.is_empty() {
        return Err(TextError::Utf16 { offset });
    }
    let faults = faults(text.as_bytes());
    Ok(Decoded {
        text,
        faults,
        recoded: true,
    })
}

/// Bytes that are part of no character become `?`, so that offsets stay those of the file.
fn utf8(bytes: &[u8]) -> Result<Decoded, TextError> {
    if let Some(offset) = bytes.iter().position(|byte| *byte == 0) {
        return Err(TextError::Binary { offset });
    }
    let mut faults = faults(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            let mut text = String::with_capacity(bytes.len());
            for chunk in bytes.utf8_chunks() {
                text.push_str(chunk.valid());
                for byte in chunk.invalid() {
                    let offset = u32::try_from(text.len()).unwrap_or(u32::MAX);
                    faults.push(Fault::Encoding {
                        offset,
                        byte: *byte,
                    });
                    text.push('?');
                }
                if faults.len() > FAULTS_MAX {
                    return Err(TextError::Utf8);
                }
            }
            text
        }
    };
    faults.sort_by_key(|fault| fault.offset());
    Ok(Decoded {
        text,
        faults,
        recoded: false,
    })
}

fn faults(bytes: &[u8]) -> Vec<Fault> {
    let refused =
        |byte: u8| (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')) || byte == 0x7f;
    // The first pass has no branch for each byte: files without a fault are the rule.
    if !bytes.iter().fold(false, |any, byte| any | refused(*byte)) {
        return Vec::new();
    }
    let found = bytes
        .iter()
        .zip(0_u32..)
        .filter(|(byte, _)| refused(**byte));
    let faults = found.map(|(byte, offset)| Fault::Control {
        offset,
        byte: *byte,
    });
    faults.take(FAULTS_MAX).collect()
}
