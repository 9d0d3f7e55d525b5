//! Secret keys in OpenPGP packets (RFC 4880, RFC 9580): the kind of the first one, and whether a
//! passphrase protects it.

use super::private_key::decode;

/// Whether the body starts with a whole secret key packet.
pub(super) fn is_secret_key(body: &[u8]) -> bool {
    decode(armoured(body)).is_some_and(|bytes| secret_key(&bytes).is_some())
}

/// What the first secret key packet says: `RSA, 3072 bits, with a passphrase`. `None` where the
/// body is cut short or holds no secret key.
pub(super) fn kind(body: &[u8]) -> Option<String> {
    let bytes = decode(armoured(body))?;
    let packet = secret_key(&bytes)?;
    let (&version, rest) = packet.split_first()?;
    // Version 6 states a length of its fields; others have the algorithm behind the time.
    let fields = rest.get(4..)?;
    let (&algorithm, fields) = fields.split_first()?;
    let mut fields = match version {
        4 => fields,
        5 | 6 => fields.get(4..)?,
        _ => return None,
    };
    let name = public_part(algorithm, &mut fields)?;
    let protected = *fields.first()? != 0;
    let passphrase = if protected { "with" } else { "without" };
    Some(format!("{name}, {passphrase} a passphrase"))
}

/// The body between the headers of the armour and its check sum, which starts with `=` on a line.
fn armoured(body: &[u8]) -> &[u8] {
    // Headers such as `Version: x` end with an empty line.
    let start = [&b"\n\n"[..], b"\r\n\r\n", b"\\n\\n"]
        .iter()
        .filter_map(|gap| memchr::memmem::find(body, gap).map(|at| at + gap.len()))
        .min()
        .unwrap_or(0);
    let text = body.get(start..).unwrap_or_default();
    let end = [&b"\n="[..], b"\\n="]
        .iter()
        .filter_map(|mark| memchr::memmem::find(text, mark))
        .min();
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

/// The content of the first packet, if it is a secret key (tag 5).
fn secret_key(bytes: &[u8]) -> Option<&[u8]> {
    let (&first, rest) = bytes.split_first()?;
    let (tag, length, rest) = if first & 0xc0 == 0xc0 {
        let (&one, rest) = rest.split_first()?;
        match one {
            0..192 => (first & 0x3f, usize::from(one), rest),
            192..224 => {
                let (&two, rest) = rest.split_first()?;
                let length = ((usize::from(one) - 192) << 8) + usize::from(two) + 192;
                (first & 0x3f, length, rest)
            }
            255 => {
                let (four, rest) = rest.split_first_chunk::<4>()?;
                (first & 0x3f, u32::from_be_bytes(*four) as usize, rest)
            }
            _ => return None,
        }
    } else if first & 0x80 != 0 {
        let count = match first & 3 {
            0 => 1,
            1 => 2,
            2 => 4,
            _ => return None,
        };
        let (digits, rest) = rest.split_at_checked(count)?;
        let length = digits
            .iter()
            .fold(0, |n: usize, byte| n << 8 | usize::from(*byte));
        (first >> 2 & 0x0f, length, rest)
    } else {
        return None;
    };
    if tag != 5 {
        return None;
    }
    rest.get(..length)
}

/// Passes over the public half, and names its algorithm (RFC 9580 section 9.1).
fn public_part(algorithm: u8, fields: &mut &[u8]) -> Option<String> {
    let mut numbers = |count: usize| {
        let first = number(fields)?;
        for _ in 1..count {
            number(fields)?;
        }
        Some(first)
    };
    let name = match algorithm {
        1..=3 => format!("RSA, {} bits", numbers(2)?),
        16 => format!("Elgamal, {} bits", numbers(3)?),
        17 => format!("DSA, {} bits", numbers(4)?),
        18 | 19 | 22 => {
            pass(fields)?;
            number(fields)?;
            if algorithm == 18 {
                pass(fields)?;
            }
            match algorithm {
                18 => "ECDH",
                19 => "ECDSA",
                _ => "EdDSA",
            }
            .to_owned()
        }
        25 | 27 => {
            *fields = fields.get(32..)?;
            "Ed25519".to_owned()
        }
        _ => return None,
    };
    Some(name)
}

/// A field with its length in one byte before it.
fn pass(fields: &mut &[u8]) -> Option<()> {
    let (&length, rest) = fields.split_first()?;
    *fields = rest.get(usize::from(length)..)?;
    Some(())
}

/// Bits of a number, which is passed over.
fn number(fields: &mut &[u8]) -> Option<usize> {
    let (bits, rest) = fields.split_first_chunk::<2>()?;
    let bits = usize::from(u16::from_be_bytes(*bits));
    *fields = rest.get(bits.div_ceil(8)..)?;
    Some(bits)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    fn body(usage: u8) -> Vec<u8> {
        let mut packet = vec![4, 0, 0, 0, 0, 1, 8, 0];
        packet.extend([0x80; 256]);
        packet.extend([0, 17, 1, 0, 1, usage, 0]);
        packet.extend([7; 40]);
        let mut bytes = vec![0x95, (packet.len() >> 8) as u8, packet.len() as u8];
        bytes.extend(packet);
        bytes
    }

    #[test]
    fn the_usage_of_the_key_tells_its_passphrase() {
        let armour = |bytes: &[u8]| format!("\nVersion: x\n\n{}\n=abcd\n", STANDARD.encode(bytes));
        let of = |bytes: &[u8]| kind(armour(bytes).as_bytes());
        assert_eq!(
            of(&body(0)).as_deref(),
            Some("RSA, 2048 bits, without a passphrase")
        );
        assert_eq!(
            of(&body(254)).as_deref(),
            Some("RSA, 2048 bits, with a passphrase")
        );
        let bytes = body(0);
        for cut in [0, 1, 2, 9, 100, bytes.len() - 1] {
            assert_eq!(of(&bytes[..cut]), None, "{cut}");
        }
        let mut public = bytes;
        public[0] = 0x99;
        assert_eq!(of(&public), None);
    }
}
