//! The records of a pax extended header: `LENGTH KEY=VALUE\n`.

/// What an extended header says of the entry that follows, as far as it matters here.
#[derive(Default)]
pub(super) struct Pax {
    pub(super) path: Option<Vec<u8>>,
    pub(super) link: Option<Vec<u8>>,
    pub(super) size: Option<u64>,
    pub(super) uid: Option<u32>,
    pub(super) gid: Option<u32>,
    /// The extended attribute `security.capability`.
    pub(super) capability: Option<Vec<u8>>,
    /// The file is stored with holes, in one of the GNU forms.
    pub(super) sparse: bool,
    pub(super) sparse_name: Option<Vec<u8>>,
    pub(super) sparse_size: Option<u64>,
}

impl Pax {
    /// Adds the records of one header. `None` where they do not have the form of the standard.
    pub(super) fn add(&mut self, mut records: &[u8]) -> Option<()> {
        while !records.is_empty() {
            let space = memchr::memchr(b' ', records.get(..records.len().min(20))?)?;
            let length: usize = decimal(records.get(..space)?)?.try_into().ok()?;
            let record = records.get(space + 1..length)?.strip_suffix(b"\n")?;
            records = records.get(length..)?;
            let equals = memchr::memchr(b'=', record)?;
            let (key, value) = (record.get(..equals)?, record.get(equals + 1..)?);
            self.set(key, value)?;
        }
        Some(())
    }

    /// An empty value takes the record back, so that the header block counts again.
    fn set(&mut self, key: &[u8], value: &[u8]) -> Option<()> {
        let text = || -> Option<Option<Vec<u8>>> {
            if memchr::memchr(0, value).is_some() {
                return None;
            }
            Some((!value.is_empty()).then(|| value.to_vec()))
        };
        match key {
            b"path" => self.path = text()?,
            b"linkpath" => self.link = text()?,
            b"size" => self.size = optional(value)?,
            b"uid" => self.uid = optional(value)?.and_then(|n| n.try_into().ok()),
            b"gid" => self.gid = optional(value)?.and_then(|n| n.try_into().ok()),
            // The records of star and GNU tar, and of bsdtar, which escapes the value.
            b"SCHILY.xattr.security.capability" => {
                self.capability = (!value.is_empty()).then(|| value.to_vec());
            }
            b"LIBARCHIVE.xattr.security.capability" if self.capability.is_none() => {
                self.capability = (!value.is_empty()).then(|| base64(value)).flatten();
            }
            b"GNU.sparse.name" => {
                self.sparse = true;
                self.sparse_name = text()?;
            }
            b"GNU.sparse.realsize" | b"GNU.sparse.size" => {
                self.sparse = true;
                self.sparse_size = optional(value)?;
            }
            _ if key.starts_with(b"GNU.sparse.") => self.sparse = true,
            _ => {}
        }
        Some(())
    }
}

fn optional(value: &[u8]) -> Option<Option<u64>> {
    if value.is_empty() {
        return Some(None);
    }
    decimal(value).map(Some)
}

/// The standard alphabet without regard to padding; what is none of its letters ends it. Attributes
/// of capabilities have 24 bytes at most.
fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut held) = (0_u32, 0_u32);
    for &letter in text.get(..text.len().min(64))? {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => break,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    Some(bytes)
}

fn decimal(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u64, |value, digit| {
        digit.is_ascii_digit().then_some(())?;
        value.checked_mul(10)?.checked_add(u64::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_override_and_take_back() {
        let mut pax = Pax::default();
        pax.add(b"11 path=ab\n9 size=7\n21 linkpath=some/one\n")
            .unwrap();
        assert_eq!(pax.path.as_deref(), Some(&b"ab"[..]));
        assert_eq!(pax.size, Some(7));
        assert_eq!(pax.link.as_deref(), Some(&b"some/one"[..]));
        pax.add(b"8 path=\n").unwrap();
        assert_eq!(pax.path, None);
    }

    #[test]
    fn the_attribute_of_capabilities_is_kept() {
        let mut pax = Pax::default();
        pax.add(b"39 SCHILY.xattr.security.capability=\x01\0\n")
            .unwrap();
        assert_eq!(pax.capability.as_deref(), Some(&b"\x01\0"[..]));
        let mut pax = Pax::default();
        pax.add(b"47 LIBARCHIVE.xattr.security.capability=AQAAAg\n")
            .unwrap();
        assert_eq!(pax.capability.as_deref(), Some(&[1, 0, 0, 2][..]));
    }

    #[test]
    fn a_record_that_lies_about_its_length_is_refused() {
        for bad in [
            &b"99 path=ab\n"[..],
            b"3 path=ab\n",
            b"10 path=ab",
            b"path=ab\n",
            b"0 path=ab\n",
            b"18446744073709551616 path=ab\n",
            b"12 path=a\0bc\n",
        ] {
            assert!(Pax::default().add(bad).is_none(), "{}", bad.escape_ascii());
        }
    }
}
