//! A table of columns: the inside of every section but the manifest.

use std::borrow::Cow;

/// LIMIT: columns of a section; the largest kind has 29.
const COLUMNS_MAX: usize = 64;

/// Columns over the bytes of a section. Every access is checked, since a pack may be anything.
#[derive(Debug, Clone)]
pub(crate) struct Columns<'a> {
    data: Cow<'a, [u8]>,
    spans: Vec<(usize, usize)>,
}

impl<'a> Columns<'a> {
    /// Reads the table; none if a column does not lie in the data.
    pub(crate) fn new(data: Cow<'a, [u8]>) -> Option<Self> {
        let word = |index: usize| -> Option<usize> {
            let at = index.checked_mul(4)?;
            Some(u32::from_le_bytes(data.get(at..at + 4)?.try_into().ok()?) as usize)
        };
        let count = word(0).filter(|count| *count <= COLUMNS_MAX)?;
        let mut spans = Vec::with_capacity(count);
        for index in 0..count {
            let start = word(1 + 2 * index)?;
            let end = start.checked_add(word(2 + 2 * index)?)?;
            data.get(start..end)?;
            spans.push((start, end));
        }
        Some(Self { data, spans })
    }

    /// The bytes of a column; empty if there is none.
    pub(crate) fn bytes(&self, column: usize) -> &[u8] {
        let span = self.spans.get(column);
        span.and_then(|(start, end)| self.data.get(*start..*end))
            .unwrap_or_default()
    }

    pub(crate) fn u8(&self, column: usize, index: usize) -> Option<u8> {
        self.bytes(column).get(index).copied()
    }

    pub(crate) fn u16(&self, column: usize, index: usize) -> Option<u16> {
        let at = index.checked_mul(2)?;
        let bytes = self.bytes(column).get(at..at.checked_add(2)?)?;
        Some(u16::from_le_bytes(bytes.try_into().ok()?))
    }

    pub(crate) fn u32(&self, column: usize, index: usize) -> Option<u32> {
        let at = index.checked_mul(4)?;
        let bytes = self.bytes(column).get(at..at.checked_add(4)?)?;
        Some(u32::from_le_bytes(bytes.try_into().ok()?))
    }

    /// Numbers in a column of `u32`.
    pub(crate) fn len_u32(&self, column: usize) -> usize {
        self.bytes(column).len() / 4
    }

    /// The piece of column `bytes` that the offsets `index` and `index + 1` of column `offsets`
    /// bound.
    pub(crate) fn slice(&self, offsets: usize, bytes: usize, index: usize) -> Option<&[u8]> {
        let start = self.u32(offsets, index)? as usize;
        let end = self.u32(offsets, index.checked_add(1)?)? as usize;
        self.bytes(bytes).get(start..end)
    }

    /// As [`Self::slice`], as text.
    pub(crate) fn text(&self, offsets: usize, bytes: usize, index: usize) -> Option<&str> {
        std::str::from_utf8(self.slice(offsets, bytes, index)?).ok()
    }

    /// Index of the first piece that is not less than `wanted`, among sorted pieces.
    pub(crate) fn lower_bound(&self, offsets: usize, bytes: usize, wanted: &[u8]) -> usize {
        let count = self.len_u32(offsets).saturating_sub(1);
        partition(count, |index| {
            self.slice(offsets, bytes, index)
                .is_some_and(|piece| piece < wanted)
        })
    }

    /// Index of the piece that equals `wanted`, among sorted pieces.
    pub(crate) fn find(&self, offsets: usize, bytes: usize, wanted: &[u8]) -> Option<usize> {
        let index = self.lower_bound(offsets, bytes, wanted);
        (self.slice(offsets, bytes, index)? == wanted).then_some(index)
    }

    /// Index of the first number not less than `wanted`, in a sorted column of `u32`.
    pub(crate) fn lower_bound_u32(&self, column: usize, wanted: u32) -> usize {
        partition(self.len_u32(column), |index| {
            self.u32(column, index).is_some_and(|n| n < wanted)
        })
    }
}

/// The first of `count` indexes for which `before` does not hold.
pub(crate) fn partition(count: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low + (high - low) / 2;
        if before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// Collects columns in their order.
#[derive(Debug, Default)]
pub(crate) struct ColumnsWriter(Vec<Vec<u8>>);

impl ColumnsWriter {
    pub(crate) fn bytes(&mut self, bytes: Vec<u8>) {
        self.0.push(bytes);
    }

    pub(crate) fn u16(&mut self, numbers: impl IntoIterator<Item = u16>) {
        self.0
            .push(numbers.into_iter().flat_map(u16::to_le_bytes).collect());
    }

    pub(crate) fn u32(&mut self, numbers: impl IntoIterator<Item = u32>) {
        self.0
            .push(numbers.into_iter().flat_map(u32::to_le_bytes).collect());
    }

    /// Two columns: offsets, one more than there are pieces, and the pieces.
    pub(crate) fn pieces<P: AsRef<[u8]>>(&mut self, pieces: impl IntoIterator<Item = P>) {
        let mut offsets = vec![0_u32];
        let mut bytes = Vec::new();
        for piece in pieces {
            bytes.extend_from_slice(piece.as_ref());
            offsets.push(bytes.len() as u32);
        }
        self.u32(offsets);
        self.bytes(bytes);
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        let mut at = 4 + 8 * self.0.len();
        let mut data = (self.0.len() as u32).to_le_bytes().to_vec();
        for column in &self.0 {
            data.extend((at as u32).to_le_bytes());
            data.extend((column.len() as u32).to_le_bytes());
            at += column.len();
        }
        data.extend(self.0.into_iter().flatten());
        data
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_read_back_and_wrong_ones_are_refused() {
        let mut writer = ColumnsWriter::default();
        writer.pieces(["a", "bb", "d"]);
        writer.u16([7, 8]);
        let data = writer.finish();
        let columns = Columns::new(Cow::Borrowed(&data)).unwrap();
        assert_eq!(columns.text(0, 1, 1), Some("bb"));
        assert_eq!(columns.find(0, 1, b"d"), Some(2));
        assert_eq!(columns.find(0, 1, b"c"), None);
        assert_eq!(columns.lower_bound(0, 1, b"c"), 2);
        assert_eq!(columns.u16(2, 1), Some(8));
        assert_eq!(columns.u16(2, 2), None);
        assert_eq!(columns.u8(9, 0), None);
        assert!(Columns::new(Cow::Borrowed(&data[..data.len() - 1])).is_none());
        assert!(Columns::new(Cow::Borrowed(&[0xff; 64])).is_none());
        assert!(Columns::new(Cow::Borrowed(&[])).is_none());
    }
}
