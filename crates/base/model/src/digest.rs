//! Content digests as the OCI image specification writes them: `algorithm:hex`.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};
use sha2::Digest as _;

use crate::hex;

/// The registered algorithms of the OCI image specification (descriptor, section Digests).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// `sha256`, 64 hexadecimal digits.
    Sha256,
    /// `sha512`, 128 hexadecimal digits.
    Sha512,
}

impl Algorithm {
    /// The registered name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Algorithm::Sha256 => "sha256",
            Algorithm::Sha512 => "sha512",
        }
    }

    fn hex_chars(self) -> usize {
        match self {
            Algorithm::Sha256 => 64,
            Algorithm::Sha512 => 128,
        }
    }
}

/// A digest of a registered algorithm, lower-case hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(extend("pattern" = r"^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$"))]
pub struct Digest(String);

impl Digest {
    /// The SHA-256 digest of some bytes.
    #[must_use]
    pub fn sha256(bytes: &[u8]) -> Self {
        Self::of_hash(Algorithm::Sha256, &sha2::Sha256::digest(bytes))
    }

    /// The digest that `algorithm` has for some bytes.
    #[must_use]
    pub fn compute(algorithm: Algorithm, bytes: &[u8]) -> Self {
        match algorithm {
            Algorithm::Sha256 => Self::sha256(bytes),
            Algorithm::Sha512 => Self::of_hash(algorithm, &sha2::Sha512::digest(bytes)),
        }
    }

    /// A digest from the raw output of a hash function that was run elsewhere.
    #[must_use]
    pub fn of_hash(algorithm: Algorithm, hash: &[u8]) -> Self {
        let mut text = String::with_capacity(8 + hash.len() * 2);
        text.push_str(algorithm.as_str());
        text.push(':');
        hex::push(&mut text, hash);
        Digest(text)
    }

    /// The whole text, `sha256:…`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The hexadecimal part.
    #[must_use]
    pub fn hex(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, hex)| hex)
    }

    /// The first twelve hexadecimal digits, as people quote them.
    #[must_use]
    pub fn short(&self) -> &str {
        self.hex().get(..12).unwrap_or_default()
    }

    /// The algorithm.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        if self.0.starts_with("sha512:") {
            Algorithm::Sha512
        } else {
            Algorithm::Sha256
        }
    }

    /// Whether these bytes have this digest.
    #[must_use]
    pub fn matches(&self, bytes: &[u8]) -> bool {
        *self == Self::compute(self.algorithm(), bytes)
    }
}

/// Why a text is no digest.
#[derive(Debug, thiserror::Error)]
pub enum DigestError {
    /// No `algorithm:` in front, or one that is not registered.
    #[error("digest `{0}` has no known algorithm; sha256 and sha512 are known")]
    Algorithm(String),
    /// Not the number of lower-case hexadecimal digits that the algorithm needs.
    #[error("digest `{0}` does not have the hexadecimal digits of its algorithm")]
    Hex(String),
}

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        let quoted = || text.chars().take(80).collect::<String>();
        let (name, hex) = text
            .split_once(':')
            .ok_or_else(|| DigestError::Algorithm(quoted()))?;
        let algorithm = match name {
            "sha256" => Algorithm::Sha256,
            "sha512" => Algorithm::Sha512,
            _ => return Err(DigestError::Algorithm(quoted())),
        };
        let lower_hex = |c: u8| c.is_ascii_digit() || (b'a'..=b'f').contains(&c);
        if hex.len() != algorithm.hex_chars() || !hex.bytes().all(lower_hex) {
            return Err(DigestError::Hex(quoted()));
        }
        Ok(Digest(text.to_owned()))
    }
}

impl TryFrom<String> for Digest {
    type Error = DigestError;

    fn try_from(text: String) -> Result<Self, DigestError> {
        text.parse()
    }
}

/// The text, without a copy: a report of one image has a thousand of them.
impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> String {
        digest.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn the_digest_of_nothing_is_the_published_one() {
        assert_eq!(Digest::sha256(b"").as_str(), EMPTY);
        let parsed: Digest = EMPTY.parse().unwrap();
        assert!(parsed.matches(b""));
        assert!(!parsed.matches(b"x"));
        assert_eq!(parsed.short(), "e3b0c44298fc");
    }

    #[test]
    fn what_is_no_digest_is_refused() {
        let upper = EMPTY.to_uppercase().replace("SHA256", "sha256");
        for bad in [
            "",
            "sha256:",
            "sha256:abc",
            "md5:d41d8cd98f00b204e9800998ecf8427e",
            &upper,
        ] {
            assert!(bad.parse::<Digest>().is_err(), "{bad}");
        }
    }
}
