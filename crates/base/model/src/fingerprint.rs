//! The stable name of a finding over scans, rebuilds and shifted lines.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::hex;

/// Sixteen bytes of SHA-256 over the parts that make a finding the same finding tomorrow, as 32
/// hexadecimal digits.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Fingerprint(#[schemars(regex(pattern = r"^[0-9a-f]{32}$"))] String);

impl Fingerprint {
    /// Builds a fingerprint from its parts, in order.
    ///
    /// INVARIANT: callers give what identifies (check, rule, package name, path, object path),
    /// never what moves: no line, version, tag, digest or layer number.
    #[must_use]
    pub fn of(parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"seaworthy-finding-v1");
        for part in parts {
            // The length goes first so that ("ab", "c") and ("a", "bc") differ.
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        let hash = hash.finalize();
        let mut digits = String::with_capacity(32);
        hex::push(&mut digits, hash.get(..16).unwrap_or(&hash));
        Fingerprint(digits)
    }

    /// The 32 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_border_between_parts_counts() {
        assert_ne!(Fingerprint::of(&["ab", "c"]), Fingerprint::of(&["a", "bc"]));
        assert_eq!(Fingerprint::of(&["a", "b"]), Fingerprint::of(&["a", "b"]));
        let none = Fingerprint::of(&[]);
        assert_eq!(none.as_str(), "fedd8b4aee56164ad5482afa5e1cdd87");
    }
}
