//! Names of documents and of their entries that follow from what they say, not from chance.

use seaworthy_model::Digest;

/// A hash as a version 8 UUID (RFC 9562, section 5.8).
pub(crate) fn of(digest: &Digest) -> String {
    let mut hex: Vec<char> = digest.hex().chars().take(32).collect();
    if let Some(version) = hex.get_mut(12) {
        *version = '8';
    }
    if let Some(variant) = hex.get_mut(16) {
        *variant = match variant.to_digit(16).unwrap_or(0) & 3 {
            0 => '8',
            1 => '9',
            2 => 'a',
            _ => 'b',
        };
    }
    let mut uuid = String::with_capacity(36);
    for (n, digit) in hex.into_iter().enumerate() {
        if matches!(n, 8 | 12 | 16 | 20) {
            uuid.push('-');
        }
        uuid.push(digit);
    }
    uuid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_becomes_a_well_formed_uuid() {
        assert_eq!(
            of(&Digest::sha256(b"")),
            "e3b0c442-98fc-8c14-9afb-f4c8996fb924"
        );
    }
}
