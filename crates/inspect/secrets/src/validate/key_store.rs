//! Heads of key store files.

/// Whether it is a JKS or JCEKS store whose first entry is a private key. Stores of trusted
/// certificates, which every Java installation has, start with a certificate.
pub(super) fn is_java(head: &[u8]) -> bool {
    let (Some(magic), Some(tag)) = (head.get(..4), head.get(12..16)) else {
        return false;
    };
    matches!(magic, [0xfe, 0xed, 0xfe, 0xed] | [0xce, 0xce, 0xce, 0xce])
        && matches!(tag, [0, 0, 0, 1 | 3])
}

/// Whether it is a PFX structure of version 3 with PKCS #7 data in it (RFC 7292 section 4).
pub(super) fn is_pkcs12(head: &[u8]) -> bool {
    /// Object identifier 1.2.840.113549.1.7.1, `data`, in DER.
    const PKCS7_DATA: &[u8] = &[
        0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01,
    ];
    let start = head.get(..48).unwrap_or(head);
    start.first() == Some(&0x30)
        && memchr::memmem::find(start, &[0x02, 0x01, 0x03, 0x30]).is_some_and(|place| place <= 6)
        && memchr::memmem::find(start, PKCS7_DATA).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_of_certificates_is_none_of_keys() {
        let store = |tag: u8| {
            [
                &[0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, tag][..],
                b"alias",
            ]
            .concat()
        };
        assert!(is_java(&store(1)));
        assert!(!is_java(&store(2)));
        assert!(!is_java(b"\xfe\xed\xfe\xed"));
        assert!(!is_pkcs12(b"0"));
    }
}
