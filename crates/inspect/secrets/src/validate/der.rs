//! A reader of DER (X.690): elements one after another, without copies.

/// What is left of the content of an element.
#[derive(Clone, Copy)]
pub(super) struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    pub(super) const INTEGER: u8 = 0x02;
    pub(super) const OCTET_STRING: u8 = 0x04;
    const OBJECT: u8 = 0x06;
    pub(super) const SEQUENCE: u8 = 0x30;

    /// The content of a sequence at the start of `bytes`, and what follows it.
    pub(super) fn sequence(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let mut outer = Der(bytes);
        let content = outer.element(Self::SEQUENCE)?;
        Some((Der(content), outer.0))
    }

    /// Tag of the next element.
    pub(super) fn tag(&self) -> Option<u8> {
        self.0.first().copied()
    }

    pub(super) fn integer(&mut self) -> Option<&'a [u8]> {
        self.element(Self::INTEGER)
            .filter(|number| !number.is_empty())
    }

    pub(super) fn octets(&mut self) -> Option<&'a [u8]> {
        self.element(Self::OCTET_STRING)
    }

    pub(super) fn oid(&mut self) -> Option<&'a [u8]> {
        self.element(Self::OBJECT)
    }

    /// The content of the next element, a sequence.
    pub(super) fn enter(&mut self) -> Option<Self> {
        self.element(Self::SEQUENCE).map(Der)
    }

    /// The content of the element with the tag `[number]`, if it is the next one.
    pub(super) fn context(&mut self, number: u8) -> Option<Self> {
        self.element(0xa0 | number).map(Der)
    }

    fn element(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (&first, rest) = self.0.split_first()?;
        if first != tag {
            return None;
        }
        let (length, rest) = length(rest)?;
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(content)
    }
}

/// The length of an element (X.690 section 8.1.3) and what follows it.
fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
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
    fn lengths_that_lie_are_refused() {
        assert_eq!(length(&[0x84, 0xff, 0xff]), None);
        assert_eq!(length(&[0x82, 1, 0, 9]), Some((256, &[9][..])));
        assert!(Der::sequence(&[0x30, 0x05, 1]).is_none());
        assert!(Der::sequence(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]).is_none());
        let (mut content, after) = Der::sequence(&[0x30, 3, 2, 1, 5, 9]).unwrap();
        assert_eq!((content.integer(), after), (Some(&[5][..]), &[9][..]));
        assert!(content.integer().is_none());
    }
}
