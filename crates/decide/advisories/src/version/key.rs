//! The byte key of a version, and the writer that every scheme builds it with.
//!
//! All schemes share one alphabet, so that a key needs no type marks of its own: numbers open with
//! a byte from `0x80` up, everything else (ends, tags, letters) stays below, except where a scheme
//! must sort something above every number.

/// A version as bytes: `memcmp` of two keys of one scheme is the order of the versions.
///
/// Keys of different schemes must not be compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionKey(Box<[u8]>);

impl VersionKey {
    /// The bytes that are compared.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Numbers up to this value take one byte.
const SMALL_NUMBER_MAX: u64 = 0x6f;
/// First byte of the smallest number.
const NUMBER_BASE: u8 = 0x80;
/// First byte of numbers that are written in 1 to 8 bytes is this plus the count.
const NUMBER_SIZED: u8 = 0xf0;
/// First byte of numbers that do not fit 64 bits: digit count and digits follow.
const NUMBER_HUGE: u8 = 0xf9;
/// Sorts above every number.
pub(super) const ABOVE_NUMBERS: u8 = 0xff;

/// Writes the pieces of a key in order.
#[derive(Debug, Default)]
pub(super) struct KeyWriter(Vec<u8>);

impl KeyWriter {
    pub(super) fn new() -> Self {
        Self(Vec::with_capacity(24))
    }

    /// A single byte whose place among its alternatives the scheme defines.
    pub(super) fn tag(&mut self, tag: u8) {
        self.0.push(tag);
    }

    /// A number of any size from its ASCII digits; no digits are zero.
    pub(super) fn number(&mut self, digits: &str) {
        let digits = digits.trim_start_matches('0');
        if digits.is_empty() {
            self.0.push(NUMBER_BASE);
            return;
        }
        let Ok(value) = digits.parse::<u64>() else {
            self.0.push(NUMBER_HUGE);
            // Versions are shorter than 64 KiB, see `VERSION_BYTES_MAX`.
            let count = u16::try_from(digits.len()).unwrap_or(u16::MAX);
            self.0.extend_from_slice(&count.to_be_bytes());
            self.0.extend_from_slice(digits.as_bytes());
            return;
        };
        if value <= SMALL_NUMBER_MAX {
            self.0.push(NUMBER_BASE + (value as u8));
            return;
        }
        let skip = (value.leading_zeros() / 8) as u8;
        self.0.push(NUMBER_SIZED + 8 - skip);
        let bytes = value.to_be_bytes();
        self.0.extend(bytes.into_iter().skip(usize::from(skip)));
    }

    /// Text that ends below any byte that could continue it.
    pub(super) fn text(&mut self, text: &str) {
        self.0.extend_from_slice(text.as_bytes());
        self.0.push(0);
    }

    /// Text that ends the key.
    pub(super) fn last_text(&mut self, text: &str) {
        self.0.extend_from_slice(text.as_bytes());
    }

    pub(super) fn finish(self) -> VersionKey {
        VersionKey(self.0.into_boxed_slice())
    }
}

/// Splits `text` after its leading bytes that satisfy `keep` (ASCII classes only).
pub(super) fn take_while(text: &str, keep: impl Fn(u8) -> bool) -> (&str, &str) {
    let end = text.bytes().position(|b| !keep(b)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// Whether `text` is one or more ASCII digits.
pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether `text` is digits whose value is zero.
pub(super) fn is_zero(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b == b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(digits: &str) -> Vec<u8> {
        let mut key = KeyWriter::new();
        key.number(digits);
        key.0
    }

    #[test]
    fn numbers_of_every_size_keep_their_order() {
        let ascending = [
            "0",
            "1",
            "111",
            "112",
            "255",
            "256",
            "65535",
            "65536",
            "18446744073709551615",
            "18446744073709551616",
            "99999999999999999999",
            "100000000000000000000",
        ];
        for pair in ascending.windows(2) {
            assert!(number(pair[0]) < number(pair[1]), "{pair:?}");
        }
        assert_eq!(number("0007"), number("7"));
        assert_eq!(number(""), number("0"));
    }
}
