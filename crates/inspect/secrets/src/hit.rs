//! What a scan yields: places and fingerprints, never values.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use seaworthy_model::{Confidence, Severity};

use crate::text::ContentKind;

/// The name of a secret value over files and images: sixteen bytes of SHA-256 over a fixed prefix
/// and the value, shown as 32 hexadecimal digits.
///
/// White space inside the value does not count, so that a key wrapped differently keeps its name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretFingerprint([u8; 16]);

impl SecretFingerprint {
    /// The fingerprint of a value.
    #[must_use]
    pub fn of(value: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"seaworthy-secret-v1");
        for part in value.split(u8::is_ascii_whitespace) {
            hash.update(part);
        }
        let mut bytes = [0; 16];
        for (to, from) in bytes.iter_mut().zip(hash.finalize()) {
            *to = from;
        }
        SecretFingerprint(bytes)
    }

    /// The sixteen bytes as one number, the first byte being the highest.
    pub(crate) fn number(self) -> u128 {
        u128::from_be_bytes(self.0)
    }
}

impl fmt::Display for SecretFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for SecretFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is no fingerprint. The text is not repeated: it could be the secret itself.
#[derive(Debug, thiserror::Error)]
#[error("a secret fingerprint has 32 hexadecimal digits")]
pub struct SecretFingerprintError;

impl FromStr for SecretFingerprint {
    type Err = SecretFingerprintError;

    fn from_str(text: &str) -> Result<Self, SecretFingerprintError> {
        if text.len() != 32 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(SecretFingerprintError);
        }
        let mut bytes = [0; 16];
        for (index, to) in bytes.iter_mut().enumerate() {
            let pair = text.get(index * 2..index * 2 + 2).unwrap_or_default();
            *to = u8::from_str_radix(pair, 16).map_err(|_| SecretFingerprintError)?;
        }
        Ok(SecretFingerprint(bytes))
    }
}

/// One secret at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The rule that recognised it, such as `github-token`.
    pub rule: &'static str,
    /// How bad it is if the secret is real.
    pub severity: Severity,
    /// How sure the rule is, lowered by one step in comments and in test and
    /// documentation folders.
    pub confidence: Confidence,
    /// Line of the first byte, from 1.
    pub line: u64,
    /// Byte column of the first byte, from 1.
    pub column: u64,
    /// Bytes of the value, from the start of the text. In UTF-16 content they count the UTF-8 form.
    pub span: Range<u64>,
    /// Stable name of the value.
    pub fingerprint: SecretFingerprint,
    /// Bytes of the value.
    pub length: u64,
    /// What the structure of the value tells: the kind and size of a key, `RSA, 2048 bits`.
    pub detail: Option<String>,
}

/// What a scan did not look at, because a limit was reached. A finding may hide behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortfall {
    /// More hits than [`Scanned::HITS_MAX`]: the rest of the content was not evaluated.
    Hits,
    /// More keyword places than the engine evaluates in one content.
    Candidates,
    /// More keys than are read of the structure of one manifest.
    Keys,
}

impl fmt::Display for Shortfall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Shortfall::Hits => "too many secrets in one file; the rest of it was not searched",
            Shortfall::Candidates => {
                "too many keywords of secrets in one file; the rest of it was not searched"
            }
            Shortfall::Keys => {
                "too many keys in one manifest; values of Secrets behind them were not decoded"
            }
        })
    }
}

/// The result of one scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scanned {
    /// Hits in the order of their places.
    pub hits: Vec<Hit>,
    /// What the content was taken for. Binary content is searched for key blocks only.
    pub kind: ContentKind,
    /// The limit that ended the search early, if one did.
    pub shortfall: Option<Shortfall>,
}

impl Scanned {
    /// LIMIT: hits in one content. A file with more is a collection of secrets, and one finding per
    /// file already tells that; the excess is reported as [`Shortfall::Hits`].
    pub const HITS_MAX: usize = 1_000;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_reads_back_and_does_not_depend_on_line_breaks() {
        let print = SecretFingerprint::of(b"one two");
        assert_eq!(
            print.to_string().parse::<SecretFingerprint>().unwrap(),
            print
        );
        assert_eq!(print, SecretFingerprint::of(b"one\n  two\r\n"));
        assert_ne!(print, SecretFingerprint::of(b"one-two"));
        assert!("one two".parse::<SecretFingerprint>().is_err());
    }
}
