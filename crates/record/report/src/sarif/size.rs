//! How many results a service takes: GitHub counts the bytes of the compressed file.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;

/// How many of `results`, from the first, take no more than `gzip_bytes_max` bytes compressed. The
/// first `unmeasured` are not counted.
pub(super) fn fitting<T: Serialize>(
    results: impl Iterator<Item = T>,
    unmeasured: usize,
    gzip_bytes_max: u64,
) -> usize {
    // The fastest level makes the most bytes, so an uploader's file is no larger.
    let mut gzip = GzEncoder::new(Counter(0), Compression::fast());
    let mut fit = 0;
    let mut results = results.peekable();
    let mut held = Vec::new();
    while let Some(result) = results.next() {
        if fit < unmeasured {
            held.push(result);
            fit += 1;
            if results.peek().is_none() {
                return fit;
            }
            continue;
        }
        for result in held.drain(..).chain([result]) {
            // Nothing fails: the writer below only counts, and our results have string keys.
            if serde_json::to_writer(&mut gzip, &result).is_err() {
                return fit;
            }
        }
        if gzip.get_ref().0 > gzip_bytes_max {
            return fit;
        }
        fit += 1;
    }
    fit
}

/// Counts bytes and keeps none.
struct Counter(u64);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.saturating_add(bytes.len() as u64);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use seaworthy_model::Digest;

    use super::*;

    /// Text that does not compress to less than half.
    fn noise(n: u32) -> String {
        let parts =
            (0..64).map(|m: u32| Digest::sha256(&[n.to_le_bytes(), m.to_le_bytes()].concat()));
        parts.map(|digest| digest.hex().to_owned()).collect()
    }

    #[test]
    fn results_end_where_their_compressed_bytes_do() {
        let all = || (0..200).map(noise);
        assert_eq!(fitting(all(), 10, u64::MAX), 200);
        assert_eq!(fitting(all(), 1_000, 1), 200);
        let fit = fitting(all(), 10, 100_000);
        assert!((20..100).contains(&fit), "{fit}");
    }
}
