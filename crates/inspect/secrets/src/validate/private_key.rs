//! Private keys: is it a whole one, of what kind and size, and does it need a passphrase?

use super::der::Der;
use super::encoded::base64;

/// First bytes of OpenSSH's key format (`PROTOCOL.key` of OpenSSH).
const OPENSSH_MAGIC: &[u8] = b"openssh-key-v1\0";

/// What is known of a key: its kind with its size, such as `RSA, 2048 bits`.
pub(super) type KeyKind = String;

/// Whether a PEM body is a whole private key in plain form: PKCS #1 (RFC 8017), PKCS #8 (RFC 5208,
/// RFC 5958), SEC 1 (RFC 5915) or OpenSSL's form of DSA. All are a sequence whose first element is
/// a small version; public keys, certificates and encrypted keys start otherwise, and a body that
/// is cut short ends before its sequence.
pub(super) fn is_plain(body: &[u8]) -> bool {
    decode(body).is_some_and(|bytes| {
        Der::sequence(&bytes).is_some_and(|(mut key, after)| {
            // Some writers pad the block.
            after.len() <= 64 && bytes.len() >= 34 && matches!(key.integer(), Some([0 | 1]))
        })
    })
}

/// The kind of such a key, where its algorithm is known and all its parts are there.
pub(super) fn plain_kind(body: &[u8]) -> Option<KeyKind> {
    let bytes = decode(body)?;
    let (mut key, _) = Der::sequence(&bytes)?;
    let version = key.integer()?;
    match (version, key.tag()?) {
        ([0 | 1], Der::INTEGER) => numbers_kind(key),
        ([1], Der::OCTET_STRING) => {
            let scalar = key.octets()?;
            (!scalar.is_empty()).then(|| curve_kind(key.context(0).and_then(|mut c| c.oid())))
        }
        ([0 | 1], Der::SEQUENCE) => pkcs8_kind(key),
        _ => None,
    }
}

/// The integers behind the version: eight are RSA, five are DSA.
fn numbers_kind(mut key: Der<'_>) -> Option<KeyKind> {
    let first = key.integer()?;
    let mut count = 1;
    while key.tag() == Some(Der::INTEGER) {
        key.integer()?;
        count += 1;
    }
    match count {
        8 => Some(format!("RSA, {} bits", bits(first))),
        5 => Some(format!("DSA, {} bits", bits(first))),
        _ => None,
    }
}

fn pkcs8_kind(mut key: Der<'_>) -> Option<KeyKind> {
    let mut algorithm = key.enter()?;
    let oid = algorithm.oid()?;
    let content = key.octets()?;
    match oid {
        // rsaEncryption, id-RSASSA-PSS
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01 | 0x0a] => {
            let (mut inner, _) = Der::sequence(content)?;
            inner.integer()?;
            numbers_kind(inner)
        }
        // id-ecPublicKey
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01] => Some(curve_kind(algorithm.oid())),
        [0x2b, 0x65, kind @ 0x6e..=0x71] => {
            let names = ["X25519", "X448", "Ed25519", "Ed448"];
            names
                .get(usize::from(kind - 0x6e))
                .map(|name| (*name).to_owned())
        }
        [0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01] => Some("DSA".to_owned()),
        _ if content.len() >= 16 => Some("of another algorithm".to_owned()),
        _ => None,
    }
}

/// Curves by the object identifiers of RFC 5480 and SEC 2.
fn curve_kind(oid: Option<&[u8]>) -> KeyKind {
    let name = match oid {
        Some([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]) => "EC, P-256",
        Some([0x2b, 0x81, 0x04, 0x00, 0x22]) => "EC, P-384",
        Some([0x2b, 0x81, 0x04, 0x00, 0x23]) => "EC, P-521",
        Some([0x2b, 0x81, 0x04, 0x00, 0x0a]) => "EC, secp256k1",
        _ => "EC",
    };
    name.to_owned()
}

/// Bits of a number without its leading zeros.
fn bits(number: &[u8]) -> usize {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let number = number.get(zeros..).unwrap_or_default();
    let first = number
        .first()
        .map_or(0, |byte| byte.leading_zeros() as usize);
    number.len() * 8 - first
}

/// Whether a body in OpenSSH's format needs a passphrase; `None` if it is no such body or is cut
/// short.
pub(super) fn openssh_encrypted(body: &[u8]) -> Option<bool> {
    let blob = decode(body)?;
    let mut rest = blob.strip_prefix(OPENSSH_MAGIC)?;
    let cipher = ssh_string(&mut rest)?;
    let derivation = ssh_string(&mut rest)?;
    // The shortest, an unencrypted Ed25519 key, has some 230 bytes.
    (blob.len() >= 128).then_some(cipher != b"none" || derivation != b"none")
}

/// The kind of such a key, where all its parts are there.
pub(super) fn openssh_kind(body: &[u8]) -> Option<KeyKind> {
    let blob = decode(body)?;
    let mut rest = blob.strip_prefix(OPENSSH_MAGIC)?;
    for _ in 0..3 {
        ssh_string(&mut rest)?;
    }
    rest = rest.get(4..)?;
    let mut public = ssh_string(&mut rest)?;
    ssh_string(&mut rest)?;
    let name = ssh_string(&mut public)?;
    let kind = match name {
        b"ssh-rsa" => {
            ssh_string(&mut public)?;
            format!("RSA, {} bits", bits(ssh_string(&mut public)?))
        }
        b"ssh-dss" => format!("DSA, {} bits", bits(ssh_string(&mut public)?)),
        b"ssh-ed25519" => "Ed25519".to_owned(),
        b"ecdsa-sha2-nistp256" => "EC, P-256".to_owned(),
        b"ecdsa-sha2-nistp384" => "EC, P-384".to_owned(),
        b"ecdsa-sha2-nistp521" => "EC, P-521".to_owned(),
        _ if name.starts_with(b"sk-") => "on a security token".to_owned(),
        _ => "of another algorithm".to_owned(),
    };
    Some(kind)
}

/// A string of RFC 4251 section 5: four bytes of length, then its bytes.
fn ssh_string<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, after) = rest.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (text, after) = after.split_at_checked(length)?;
    *rest = after;
    Some(text)
}

/// Base64 of a PEM body, also of one that stands inside a string with `\n`.
pub(super) fn decode(body: &[u8]) -> Option<Vec<u8>> {
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

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    /// A DER element; its content stays below 64 KiB.
    fn der(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = content.len();
        let head = match length {
            0..0x80 => vec![tag, length as u8],
            _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
        };
        [head, content.to_vec()].concat()
    }

    fn number(bytes: usize) -> Vec<u8> {
        let content: Vec<u8> = (0..bytes)
            .map(|at| if at == 0 { 0x7f } else { at as u8 })
            .collect();
        der(2, &content)
    }

    fn numbers(sizes: &[usize]) -> Vec<u8> {
        let all: Vec<u8> = sizes.iter().flat_map(|size| number(*size)).collect();
        der(0x30, &[der(2, &[0]), all].concat())
    }

    fn kind(bytes: &[u8]) -> Option<String> {
        plain_kind(STANDARD.encode(bytes).as_bytes())
    }

    #[test]
    fn kinds_and_sizes_are_told() {
        let rsa = numbers(&[256, 3, 256, 128, 128, 128, 128, 128]);
        assert_eq!(kind(&rsa).as_deref(), Some("RSA, 2047 bits"));
        assert_eq!(
            kind(&numbers(&[128, 20, 128, 128, 20])).as_deref(),
            Some("DSA, 1023 bits")
        );
        let oid = der(6, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]);
        let algorithm = der(0x30, &[oid, der(5, &[])].concat());
        let pkcs8 = der(0x30, &[der(2, &[0]), algorithm, der(4, &rsa)].concat());
        assert_eq!(kind(&pkcs8).as_deref(), Some("RSA, 2047 bits"));
        let curve = der(6, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]);
        let sec1 = [der(2, &[1]), der(4, &[7; 32]), der(0xa0, &curve)].concat();
        assert_eq!(kind(&der(0x30, &sec1)).as_deref(), Some("EC, P-256"));
        let oid = der(0x30, &der(6, &[0x2b, 0x65, 0x70]));
        let ed = [der(2, &[0]), oid, der(4, &der(4, &[9; 32]))].concat();
        assert_eq!(kind(&der(0x30, &ed)).as_deref(), Some("Ed25519"));
    }

    #[test]
    fn shortened_public_and_foreign_bodies_are_no_keys() {
        assert_eq!(plain_kind(b"MIIEpAIBAAKCAQEA...\n"), None);
        assert_eq!(plain_kind(b""), None);
        assert_eq!(plain_kind(b"AAAA"), None);
        let rsa = numbers(&[256, 3, 256, 128, 128, 128, 128, 128]);
        let whole = |bytes: &[u8]| is_plain(STANDARD.encode(bytes).as_bytes());
        assert!(whole(&rsa));
        for cut in [1, 10, 128, rsa.len() - 8] {
            assert_eq!(kind(&rsa[..rsa.len() - cut]), None, "{cut}");
            assert!(!whole(&rsa[..rsa.len() - cut]), "{cut}");
        }
        // A public key in the form of PKCS #1 and of RFC 5280.
        assert_eq!(kind(&der(0x30, &[number(256), number(3)].concat())), None);
        let oid = der(6, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]);
        let public = [der(0x30, &[oid, der(5, &[])].concat()), der(3, &[0; 270])].concat();
        assert_eq!(kind(&der(0x30, &public)), None);
        assert!(!whole(&der(0x30, &public)));
        assert!(!whole(&der(0x30, &[number(256), number(3)].concat())));
    }

    fn text(bytes: &[u8]) -> Vec<u8> {
        [&(bytes.len() as u32).to_be_bytes()[..], bytes].concat()
    }

    #[test]
    fn keys_of_openssh_tell_their_kind_and_passphrase() {
        let key = |cipher: &[u8], private: usize| {
            let public = [text(b"ssh-ed25519"), text(&[1; 32])].concat();
            let parts = [
                OPENSSH_MAGIC.to_vec(),
                text(cipher),
                text(if cipher == b"none" {
                    b"none"
                } else {
                    b"bcrypt"
                }),
                text(b""),
                vec![0, 0, 0, 1],
                text(&public),
                text(&vec![7; private]),
            ];
            STANDARD.encode(parts.concat())
        };
        let plain = key(b"none", 136);
        assert_eq!(openssh_kind(plain.as_bytes()).as_deref(), Some("Ed25519"));
        assert_eq!(openssh_encrypted(plain.as_bytes()), Some(false));
        let closed = key(b"aes256-ctr", 144);
        assert_eq!(openssh_encrypted(closed.as_bytes()), Some(true));
        assert_eq!(openssh_encrypted(b"b3BlbnNzaC1rZXktdjE="), None);
        assert_eq!(openssh_kind(b"b3BlbnNzaC1rZXktdjE="), None);
    }
}
