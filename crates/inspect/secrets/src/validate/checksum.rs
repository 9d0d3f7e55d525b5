//! Check digits inside tokens.

/// Digits of base 62 in the order that GitHub and npm use.
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Characters of the check sum at the end of a token.
const CHECKSUM_CHARS: usize = 6;

/// Whether `prefix_RANDOMcccccc` ends in the base-62 CRC-32 of RANDOM, as GitHub published for its
/// tokens in 2021 and npm took over.
pub(super) fn crc32_base62(token: &[u8]) -> bool {
    let body = token.rsplit(|&byte| byte == b'_').next().unwrap_or(token);
    let Some(length) = body
        .len()
        .checked_sub(CHECKSUM_CHARS)
        .filter(|&length| length > 0)
    else {
        return false;
    };
    let (random, digits) = body.split_at(length);
    let mut rest = crc32(random);
    let mut expected = [b'0'; CHECKSUM_CHARS];
    for place in expected.iter_mut().rev() {
        *place = BASE62
            .get((rest % 62) as usize)
            .copied()
            .unwrap_or_default();
        rest /= 62;
    }
    digits == expected
}

/// CRC-32 of IEEE 802.3, reflected, as in gzip (RFC 1952 section 8). Tokens are short: bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            if crc & 1 == 1 {
                crc >> 1 ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        })
    })
}

/// Whether the part behind the four letters is base 32 and not a word.
pub(super) fn aws_access_key(key: &[u8]) -> bool {
    let body = key.get(4..).unwrap_or_default();
    let base32 = body
        .iter()
        .all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7'));
    // Words in capitals, such as `ASIAPACIFIC...`, are base 32 too.
    let (common, _) = crate::words::common_pairs(body);
    base32 && common < 0.7 && crate::entropy::bits_per_byte(body) >= 2.7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_sum_of_a_published_token_holds() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        let token = [&b"ghp_zQWBuTSOoRi4A9sp"[..], b"HcVY5ncnsDkxkJ", b"0mLq17"].concat();
        assert!(crc32_base62(&token));
        let other = [&b"ghp_zQWBuTSOoRi4A9sp"[..], b"HcVY5ncnsDkxkJ", b"0mLq18"].concat();
        assert!(!crc32_base62(&other));
        assert!(!crc32_base62(b"ghp_abc"));
    }
}
