//! Base58Check, as Bitcoin writes keys: four bytes of a double SHA-256 at the end.

use sha2::{Digest as _, Sha256};

const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// LIMIT: digits of a value. Extended keys have 111; the time grows with the square.
const DIGITS_MAX: usize = 128;

/// Whether the value carries its check sum.
pub(super) fn has_checksum(text: &[u8]) -> bool {
    let Some(bytes) = decode(text) else {
        return false;
    };
    let Some((data, sum)) = bytes.split_last_chunk::<4>() else {
        return false;
    };
    let hash = Sha256::digest(Sha256::digest(data));
    !data.is_empty() && hash.get(..4) == Some(sum)
}

fn decode(text: &[u8]) -> Option<Vec<u8>> {
    if text.len() > DIGITS_MAX {
        return None;
    }
    // The number with its lowest byte first.
    let mut number: Vec<u8> = Vec::new();
    for digit in text {
        let mut carry = ALPHABET.iter().position(|known| known == digit)?;
        for byte in &mut number {
            carry += usize::from(*byte) * 58;
            *byte = (carry & 0xff) as u8;
            carry >>= 8;
        }
        while carry > 0 {
            number.push((carry & 0xff) as u8);
            carry >>= 8;
        }
    }
    let zeros = text.iter().take_while(|digit| **digit == b'1').count();
    number.extend(std::iter::repeat_n(0, zeros));
    number.reverse();
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_sum_of_a_published_address_holds() {
        // The address of the first block of Bitcoin.
        assert!(has_checksum(b"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"));
        assert!(!has_checksum(b"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"));
        assert!(!has_checksum(b"0"));
        assert!(!has_checksum(b""));
        assert!(!has_checksum(&[b'z'; DIGITS_MAX + 1]));
    }
}
