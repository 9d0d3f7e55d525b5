//! Private keys in PEM: is it one, and does it need a passphrase?

use super::encoded::base64;

/// First bytes of OpenSSH's key format (`PROTOCOL.key` of OpenSSH).
const OPENSSH_MAGIC: &[u8] = b"openssh-key-v1\0";

/// Whether the body of a PEM block is a whole DER structure that starts like a private key of
/// PKCS #1 (RFC 8017), PKCS #8 (RFC 5208), SEC 1 (RFC 5915) or OpenSSL's DSA form: a sequence whose
/// first element is a small version number.
pub(super) fn is_plain(body: &[u8]) -> bool {
    let Some(der) = decode(body) else {
        return false;
    };
    let Some((&tag, rest)) = der.split_first() else {
        return false;
    };
    let Some((length, content)) = der_length(rest) else {
        return false;
    };
    // Some writers pad the block; a body that is cut short is a shortened example.
    tag == 0x30
        && content.len() >= length
        && content.len() <= length + 64
        && length >= 32
        && matches!(content, [0x02, 0x01, 0x00..=0x01, ..])
}

/// Whether a body in OpenSSH's format is encrypted; `None` if it is no such body or is cut short.
pub(super) fn openssh_cipher(body: &[u8]) -> Option<bool> {
    let blob = decode(body)?;
    let rest = blob.strip_prefix(OPENSSH_MAGIC)?;
    let length = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?) as usize;
    let cipher = rest.get(4..)?.get(..length.min(64))?;
    // The shortest, an unencrypted Ed25519 key, has some 230 bytes.
    (blob.len() >= 128).then_some(cipher != b"none")
}

fn decode(body: &[u8]) -> Option<Vec<u8>> {
    let mut clean = Vec::with_capacity(body.len());
    let mut bytes = body.iter();
    while let Some(&byte) = bytes.next() {
        match byte {
            // The `\n` of a key inside a string.
            b'\\' => {
                bytes.next();
            }
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'=' => clean.push(byte),
            _ => {}
        }
    }
    base64(&clean)
}

/// The length of a DER element (X.690 section 8.1.3) and what follows it.
fn der_length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    if first < 0x80 {
        return Some((first.into(), rest));
    }
    let count = usize::from(first & 0x7f);
    if count == 0 || count > 4 {
        return None;
    }
    let (digits, rest) = rest.split_at_checked(count)?;
    let length = digits
        .iter()
        .fold(0_usize, |length, &byte| length << 8 | usize::from(byte));
    Some((length, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortened_and_foreign_bodies_are_no_keys() {
        assert!(!is_plain(b"MIIEpAIBAAKCAQEA...\n"));
        assert!(!is_plain(b""));
        assert!(!is_plain(b"AAAA"));
        assert_eq!(openssh_cipher(b"b3BlbnNzaC1rZXktdjE="), None);
        assert_eq!(der_length(&[0x84, 0xff, 0xff]), None);
        assert_eq!(der_length(&[0x82, 1, 0, 9]), Some((256, &[9][..])));
    }
}
