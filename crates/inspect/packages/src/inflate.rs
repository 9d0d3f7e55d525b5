//! Inflating with a limit on what comes out.

use flate2::{Decompress, FlushDecompress, Status};

/// Why compressed bytes yield nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InflateError {
    /// More came out than the limit allows.
    #[error("inflates to more than {0} bytes")]
    Limit(usize),
    /// The stream is damaged.
    #[error("the compressed data is damaged")]
    Damaged,
    /// The stream ends early.
    #[error("the compressed data is cut short")]
    Short,
}

/// Inflates a whole zlib (RFC 1950) or raw deflate (RFC 1951) stream.
///
/// # Errors
/// When the stream is damaged or short, or would yield more than `bytes_max`.
pub(crate) fn inflate(
    data: &[u8],
    zlib: bool,
    size_hint: usize,
    bytes_max: usize,
) -> Result<Vec<u8>, InflateError> {
    /// First buffer; a hint from a hostile header must not reserve more than this.
    const START_BYTES: usize = 64 * 1024;
    let mut state = Decompress::new(zlib);
    let mut out = Vec::with_capacity(size_hint.saturating_add(16).clamp(256, START_BYTES));
    loop {
        let consumed = usize::try_from(state.total_in()).unwrap_or(usize::MAX);
        let rest = data.get(consumed..).unwrap_or_default();
        let before = out.len();
        let status = state
            .decompress_vec(rest, &mut out, FlushDecompress::None)
            .map_err(|_| InflateError::Damaged)?;
        if out.len() > bytes_max {
            return Err(InflateError::Limit(bytes_max));
        }
        if status == Status::StreamEnd {
            return Ok(out);
        }
        if out.len() == out.capacity() {
            let more = out.capacity().min(bytes_max.saturating_add(1) - out.len());
            out.reserve(more.max(1));
        } else if out.len() == before {
            return Err(InflateError::Short);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn zlib(data: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn what_was_compressed_comes_back() {
        for size in [0, 1, 255, 256, 300_000] {
            let data: Vec<u8> = (0..size).map(|n| (n % 251) as u8).collect();
            assert_eq!(inflate(&zlib(&data), true, 0, 300_000).unwrap(), data);
        }
    }

    #[test]
    fn a_bomb_ends_at_the_limit() {
        let bomb = zlib(&vec![0; 4_000_000]);
        let error = inflate(&bomb, true, 0, 1_000_000).unwrap_err();
        assert!(matches!(error, InflateError::Limit(1_000_000)));
        assert!(inflate(&bomb, true, 0, 4_000_000).is_ok());
    }

    #[test]
    fn short_and_damaged_streams_are_told_apart() {
        let whole = zlib(b"some text that is long enough to be compressed, compressed");
        let half = &whole[..whole.len() / 2];
        assert!(matches!(
            inflate(half, true, 0, 1000),
            Err(InflateError::Short)
        ));
        assert!(matches!(
            inflate(b"xx", true, 0, 1000),
            Err(InflateError::Damaged)
        ));
    }
}
