//! The check sum of Bech32 (BIP 173), which age uses for its keys.

const CHARSET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// Whether `PREFIX1DATA` carries its check sum. One case only, upper or lower.
pub(super) fn has_checksum(text: &[u8]) -> bool {
    let lower = text.to_ascii_lowercase();
    let mixed = lower != text && text.to_ascii_uppercase() != text;
    let Some(one) = lower.iter().rposition(|&byte| byte == b'1') else {
        return false;
    };
    let (prefix, data) = lower.split_at(one);
    let mut state = 1;
    for byte in prefix {
        state = step(state, byte >> 5);
    }
    state = step(state, 0);
    for byte in prefix {
        state = step(state, byte & 31);
    }
    for byte in data.get(1..).unwrap_or_default() {
        let Some(value) = CHARSET.iter().position(|known| known == byte) else {
            return false;
        };
        state = step(state, value as u8);
    }
    !mixed && state == 1
}

fn step(state: u32, value: u8) -> u32 {
    const GENERATOR: [u32; 5] = [
        0x3b6a_57b2,
        0x2650_8e6d,
        0x1ea1_19fa,
        0x3d42_33dd,
        0x2a14_62b3,
    ];
    let top = state >> 25;
    let next = (state & 0x01ff_ffff) << 5 ^ u32::from(value);
    GENERATOR
        .iter()
        .enumerate()
        .filter(|(bit, _)| top >> bit & 1 == 1)
        .fold(next, |state, (_, factor)| state ^ factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_sum_of_the_standard_holds() {
        // BIP 173, test vectors: valid strings.
        assert!(has_checksum(b"A12UEL5L"));
        assert!(has_checksum(
            b"abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"
        ));
        assert!(!has_checksum(b"A12UEL5M"));
        assert!(!has_checksum(b"A12uEL5L"));
        assert!(!has_checksum(b""));
    }
}
