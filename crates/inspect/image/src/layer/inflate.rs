//! From a blob as stored to the bytes of its tar: hashed before and after, inflated, limited.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest as _, Sha256, Sha512};

use seaworthy_model::{Algorithm, Digest};
use seaworthy_registry::{Compression as Stated, LayerKind, layer_kind};

use super::pass::chain;
use super::tar::TarInput;
use crate::{Limits, Progress};

const BUFFER_BYTES: usize = 128 * 1024;

/// LIMIT: what the zstd program itself accepts by default (`--long=27`, 128 MiB); memory is only
/// touched as far as a frame has content.
const ZSTD_WINDOW_LOG_MAX: u32 = 27;

/// How a blob is compressed, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compression {
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
    /// A bare tar, or whatever else.
    None,
}

impl Compression {
    /// Looks at the magic number.
    pub(crate) fn of(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, ..] => Compression::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Compression::Zstd,
            _ => Compression::None,
        }
    }

    /// What a media type says, where it is one of a layer.
    pub(crate) fn of_media_type(media_type: &str) -> Option<Self> {
        match layer_kind(media_type) {
            LayerKind::Tar(Stated::Gzip) => Some(Compression::Gzip),
            LayerKind::Tar(Stated::Zstd) => Some(Compression::Zstd),
            LayerKind::Tar(Stated::None) => Some(Compression::None),
            LayerKind::Foreign | LayerKind::Other => None,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Compression::Gzip => "gzip",
            Compression::Zstd => "zstd",
            Compression::None => "plain",
        }
    }
}

/// A running hash of one of the registered algorithms.
enum Hasher {
    Sha256(Sha256),
    Sha512(Box<Sha512>),
}

impl Hasher {
    fn new(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Sha256 => Hasher::Sha256(Sha256::new()),
            Algorithm::Sha512 => Hasher::Sha512(Box::default()),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Hasher::Sha256(hasher) => hasher.update(bytes),
            Hasher::Sha512(hasher) => hasher.update(bytes),
        }
    }

    fn finish(self) -> Digest {
        match self {
            Hasher::Sha256(hasher) => Digest::of_hash(Algorithm::Sha256, &hasher.finalize()),
            Hasher::Sha512(hasher) => Digest::of_hash(Algorithm::Sha512, &hasher.finalize()),
        }
    }
}

/// The blob as stored: counted and hashed.
struct Stored<'a> {
    input: Box<dyn Read + Send + 'a>,
    hasher: Option<Hasher>,
    bytes: u64,
    /// It was the source that failed, not what it gave.
    failed: bool,
    progress: Option<&'a dyn Progress>,
}

impl Read for Stored<'_> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let length = match self.input.read(target) {
            Ok(length) => length,
            Err(error) => {
                self.failed |= error.kind() != io::ErrorKind::Interrupted;
                return Err(error);
            }
        };
        if let Some(hasher) = &mut self.hasher {
            hasher.update(target.get(..length).unwrap_or_default());
        }
        self.bytes += length as u64;
        if let Some(progress) = self.progress {
            progress.advanced(length as u64);
        }
        Ok(length)
    }
}

enum Decoder<'a> {
    Plain(BufReader<Stored<'a>>),
    Gzip(Box<MultiGzDecoder<BufReader<Stored<'a>>>>),
    Zstd(Box<zstd::stream::read::Decoder<'static, BufReader<Stored<'a>>>>),
}

impl<'a> Decoder<'a> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        match self {
            Decoder::Plain(input) => input.read(target),
            Decoder::Gzip(input) => input.read(target),
            Decoder::Zstd(input) => input.read(target),
        }
    }

    fn stored(&mut self) -> &mut BufReader<Stored<'a>> {
        match self {
            Decoder::Plain(input) => input,
            Decoder::Gzip(input) => input.get_mut(),
            Decoder::Zstd(input) => input.get_mut(),
        }
    }
}

/// Which hashes are wanted.
#[derive(Clone, Copy)]
pub(crate) struct Hashes {
    /// That of the stored blob, by this algorithm.
    pub(crate) stored: Option<Algorithm>,
    /// That of the inflated bytes.
    pub(crate) inflated: Option<Algorithm>,
}

/// What is known when all was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) compression: Compression,
    pub(crate) stored_bytes: u64,
    pub(crate) stored: Option<Digest>,
    /// `None` where it was not wanted or the stream did not come to its end.
    pub(crate) inflated: Option<Digest>,
}

/// Bytes as a tar reader wants them.
pub(crate) struct Inflated<'a> {
    decoder: Decoder<'a>,
    compression: Compression,
    hasher: Option<Hasher>,
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
    bytes: u64,
    limits: &'a Limits,
    /// Inflated bytes of all layers of the image, where this is one.
    image_bytes: Option<&'a AtomicU64>,
    /// What ended the stream before its time; told once the bytes before it are consumed.
    stopped: Option<io::Error>,
    broken: bool,
    ended: bool,
}

impl<'a> Inflated<'a> {
    /// # Errors
    /// Those of reading the first bytes.
    pub(crate) fn new(
        input: Box<dyn Read + Send + 'a>,
        hashes: Hashes,
        limits: &'a Limits,
        image_bytes: Option<&'a AtomicU64>,
        progress: Option<&'a dyn Progress>,
    ) -> io::Result<Self> {
        let hasher = hashes.stored.map(Hasher::new);
        let stored = Stored {
            input,
            hasher,
            bytes: 0,
            failed: false,
            progress,
        };
        let mut input = BufReader::with_capacity(BUFFER_BYTES, stored);
        let compression = Compression::of(input.fill_buf()?);
        let decoder = match compression {
            Compression::Gzip => Decoder::Gzip(Box::new(MultiGzDecoder::new(input))),
            Compression::Zstd => {
                let mut decoder = zstd::stream::read::Decoder::with_buffer(input)?;
                decoder.window_log_max(ZSTD_WINDOW_LOG_MAX)?;
                Decoder::Zstd(Box::new(decoder))
            }
            Compression::None => Decoder::Plain(input),
        };
        // A plain blob is its own tar: one hash says both.
        let same = compression == Compression::None && hashes.stored == hashes.inflated;
        let wanted = hashes.inflated.filter(|_| !same);
        Ok(Inflated {
            decoder,
            compression,
            hasher: wanted.map(Hasher::new),
            buffer: vec![0; BUFFER_BYTES].into_boxed_slice(),
            start: 0,
            end: 0,
            bytes: 0,
            limits,
            image_bytes,
            stopped: None,
            broken: false,
            ended: false,
        })
    }

    /// Reads to the end, so that the hashes are those of everything. Returns what went wrong.
    pub(crate) fn drain(&mut self) -> Result<(), io::Error> {
        loop {
            let length = self.fill_buf()?.len();
            if length == 0 {
                return Ok(());
            }
            self.consume(length);
        }
    }

    /// The hashes and sizes. What is left of the stored blob is read for its hash; an error there
    /// leaves the hash out.
    pub(crate) fn finish(mut self) -> Totals {
        let whole = self.ended && !self.broken;
        let compression = self.compression;
        let stored = self.decoder.stored();
        let mut read_to_end = true;
        loop {
            match stored.fill_buf() {
                Ok([]) => break,
                Ok(chunk) => {
                    let length = chunk.len();
                    stored.consume(length);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => {
                    read_to_end = false;
                    break;
                }
            }
        }
        let stored = stored.get_mut();
        let digest = stored
            .hasher
            .take()
            .filter(|_| read_to_end)
            .map(Hasher::finish);
        let inflated = match self.hasher.take() {
            Some(hasher) => whole.then(|| hasher.finish()),
            None if compression == Compression::None && whole => digest.clone(),
            None => None,
        };
        Totals {
            compression,
            stored_bytes: stored.bytes,
            stored: digest,
            inflated,
        }
    }

    fn refill(&mut self) {
        (self.start, self.end) = (0, 0);
        while let Some(target) = self
            .buffer
            .get_mut(self.end..)
            .filter(|rest| !rest.is_empty())
        {
            match self.decoder.read(target) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(length) => self.end += length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.stopped = Some(self.name_error(&error));
                    self.broken = true;
                    break;
                }
            }
        }
        if let Some(hasher) = &mut self.hasher {
            hasher.update(self.buffer.get(..self.end).unwrap_or_default());
        }
        let added = self.end as u64;
        self.bytes += added;
        let counted = self
            .image_bytes
            .map(|bytes| bytes.fetch_add(added, Ordering::Relaxed));
        let image_bytes = counted.map_or(0, |before| before + added);
        if let Some(limit) = self.reached(image_bytes) {
            self.stopped = Some(io::Error::other(limit));
            self.broken = true;
        }
    }

    fn name_error(&mut self, error: &io::Error) -> io::Error {
        if self.decoder.stored().get_ref().failed {
            return io::Error::other(format!("the blob could not be read on: {}", chain(error)));
        }
        let form = self.compression.as_str();
        let said = match error.kind() {
            io::ErrorKind::UnexpectedEof => format!("the {form} data is cut off"),
            _ if self.compression == Compression::None => error.to_string(),
            _ => format!("the {form} data is corrupt: {error}"),
        };
        io::Error::other(said)
    }

    fn reached(&mut self, image_bytes: u64) -> Option<String> {
        let limits = self.limits;
        if self.bytes > limits.layer_inflated_bytes_max {
            let max = limits.layer_inflated_bytes_max;
            return Some(format!(
                "the layer inflates to more than layer_inflated_bytes_max = {max}"
            ));
        }
        if image_bytes > limits.image_inflated_bytes_max {
            let max = limits.image_inflated_bytes_max;
            return Some(format!(
                "the image inflates to more than image_inflated_bytes_max = {max}"
            ));
        }
        let free = self.bytes <= limits.inflate_ratio_free_bytes;
        if free || self.compression == Compression::None {
            return None;
        }
        let stored = self.decoder.stored().get_ref().bytes;
        let max = limits.inflate_ratio_max;
        (self.bytes / max > stored).then(|| {
            format!("the layer inflates to more than inflate_ratio_max = {max} times its size")
        })
    }
}

impl BufRead for Inflated<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            if let Some(error) = self.stopped.take() {
                return Err(error);
            }
            if self.broken {
                return Err(io::Error::other("the data before could not be read"));
            }
            if !self.ended {
                self.refill();
                if self.start == self.end
                    && let Some(error) = self.stopped.take()
                {
                    return Err(error);
                }
            }
        }
        Ok(self.buffer.get(self.start..self.end).unwrap_or_default())
    }

    fn consume(&mut self, bytes: usize) {
        self.start = (self.start + bytes).min(self.end);
    }
}

impl Read for Inflated<'_> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let mut chunk = self.fill_buf()?;
        let length = chunk.read(target)?;
        self.consume(length);
        Ok(length)
    }
}

impl TarInput for Inflated<'_> {}
