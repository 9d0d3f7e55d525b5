//! Bytes as lower-case hexadecimal digits.

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Adds two digits for each byte. Every finding and every layer has such a text, so it is written
/// without the machinery of formats.
pub(crate) fn push(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            // INVARIANT: half a byte is below 16.
            let digit = DIGITS.get(usize::from(half)).copied().unwrap_or(b'0');
            text.push(char::from(digit));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_the_digits_that_formats_give_it() {
        for byte in 0..=u8::MAX {
            let mut text = String::new();
            push(&mut text, &[byte]);
            assert_eq!(text, format!("{byte:02x}"));
        }
    }
}
