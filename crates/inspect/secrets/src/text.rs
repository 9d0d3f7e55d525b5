//! What kind of content a head of bytes belongs to, and UTF-16 made readable.

/// Bytes that decide what a content is. Git and grep look at about as many.
pub(crate) const HEAD_BYTES: usize = 8 << 10;

/// How content was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentKind {
    /// Text in UTF-8 or any other encoding that keeps ASCII; all rules.
    Text,
    /// Text in UTF-16 with a byte order mark, decoded first; all rules.
    Utf16,
    /// A NUL byte stands in the first 8 KiB: only key blocks in PEM form and key store heads are
    /// searched. Compiled programs hold so many accidental letters that other rules would mostly
    /// err, and they are most of an image's bytes.
    Binary,
}

impl ContentKind {
    /// Decides by the first bytes of the content.
    #[must_use]
    pub fn of(head: &[u8]) -> Self {
        let head = head.get(..HEAD_BYTES).unwrap_or(head);
        if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
            // UTF-32 little endian starts with the mark of UTF-16; its text is full of NULs either
            // way.
            return ContentKind::Utf16;
        }
        if memchr::memchr(0, head).is_some() {
            return ContentKind::Binary;
        }
        ContentKind::Text
    }
}

/// Turns UTF-16 into UTF-8 piece by piece; what is no UTF-16 becomes U+FFFD (Unicode 3.9, D91).
#[derive(Debug, Default)]
pub(crate) struct Utf16Decoder {
    big_endian: Option<bool>,
    odd: Option<u8>,
    high: Option<u16>,
}

impl Utf16Decoder {
    /// Appends the UTF-8 form of the next bytes to `text`.
    pub(crate) fn feed(&mut self, bytes: &[u8], text: &mut Vec<u8>) {
        for &byte in bytes {
            let Some(first) = self.odd.take() else {
                self.odd = Some(byte);
                continue;
            };
            let Some(big_endian) = self.big_endian else {
                // The first unit is the byte order mark.
                self.big_endian = Some(first == 0xfe);
                continue;
            };
            let pair = [first, byte];
            let unit = if big_endian {
                u16::from_be_bytes(pair)
            } else {
                u16::from_le_bytes(pair)
            };
            self.unit(unit, text);
        }
    }

    /// Appends what a truncated end leaves.
    pub(crate) fn finish(&mut self, text: &mut Vec<u8>) {
        if self.high.take().is_some() || self.odd.take().is_some() {
            push(char::REPLACEMENT_CHARACTER, text);
        }
    }

    fn unit(&mut self, unit: u16, text: &mut Vec<u8>) {
        if let Some(high) = self.high.take() {
            match char::decode_utf16([high, unit]).next() {
                Some(Ok(decoded)) => return push(decoded, text),
                _ => push(char::REPLACEMENT_CHARACTER, text),
            }
        }
        match unit {
            0xd800..=0xdbff => self.high = Some(unit),
            _ => push(
                char::from_u32(unit.into()).unwrap_or(char::REPLACEMENT_CHARACTER),
                text,
            ),
        }
    }
}

fn push(decoded: char, text: &mut Vec<u8>) {
    text.extend_from_slice(decoded.encode_utf8(&mut [0; 4]).as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8], step: usize) -> String {
        let (mut decoder, mut text) = (Utf16Decoder::default(), Vec::new());
        for chunk in bytes.chunks(step) {
            decoder.feed(chunk, &mut text);
        }
        decoder.finish(&mut text);
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn a_nul_in_the_head_makes_it_binary() {
        assert_eq!(ContentKind::of(b"text"), ContentKind::Text);
        assert_eq!(ContentKind::of(b""), ContentKind::Text);
        assert_eq!(ContentKind::of(b"\x7fELF\0"), ContentKind::Binary);
        assert_eq!(ContentKind::of(&[0xff, 0xfe, b'a', 0]), ContentKind::Utf16);
        let mut late = vec![b'a'; HEAD_BYTES];
        late.push(0);
        assert_eq!(ContentKind::of(&late), ContentKind::Text);
    }

    #[test]
    fn utf16_of_both_orders_reads_the_same_in_any_pieces() {
        let text = "key = \u{1F512} ü";
        let mut little = vec![0xff, 0xfe];
        let mut big = vec![0xfe, 0xff];
        for unit in text.encode_utf16() {
            little.extend(unit.to_le_bytes());
            big.extend(unit.to_be_bytes());
        }
        for step in 1..5 {
            assert_eq!(decode(&little, step), text);
            assert_eq!(decode(&big, step), text);
        }
        little.pop();
        assert!(decode(&little, 3).ends_with('\u{fffd}'));
    }
}
