//! A blob as a stream that verifies itself and goes on after a break.

use std::io::{self, Read};

use seaworthy_http::{Body, HttpError, Method};
use seaworthy_model::{Algorithm, Digest};
use sha2::{Digest as _, Sha256, Sha512};

use crate::client::{Ask, Client};
use crate::document::Descriptor;
use crate::error::{ReadBlobError, RequestError};
use crate::reference::Reference;

/// LIMIT: how often one blob is continued after the connection broke. A link that breaks more
/// often will not get a large layer through anyway.
pub const RESUMES_MAX: u32 = 3;

/// A blob being read.
///
/// The bytes that complete the blob are handed out only once its digest is right, so a reader that
/// has seen as many bytes as the descriptor says has seen the right ones. A reader that stops
/// before, as decompressors may, calls [`BlobReader::finish`]. An [`io::Error`] carries a
/// [`ReadBlobError`].
pub struct BlobReader {
    client: Client,
    image: Reference,
    digest: Digest,
    size_bytes: u64,
    received_bytes: u64,
    resumes: u32,
    hash: Hash,
    state: State,
}

enum State {
    Reading(Body),
    /// All bytes came and are right; that nothing follows is still to be seen.
    Verified(Body),
    Ended,
    Failed,
}

enum Hash {
    Sha256(Sha256),
    Sha512(Sha512),
}

impl Hash {
    fn new(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Sha256 => Self::Sha256(Sha256::new()),
            Algorithm::Sha512 => Self::Sha512(Sha512::new()),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha256(hash) => hash.update(bytes),
            Self::Sha512(hash) => hash.update(bytes),
        }
    }

    fn digest(&self) -> Digest {
        match self {
            Self::Sha256(hash) => Digest::of_hash(Algorithm::Sha256, &hash.clone().finalize()),
            Self::Sha512(hash) => Digest::of_hash(Algorithm::Sha512, &hash.clone().finalize()),
        }
    }
}

impl Client {
    /// Opens a blob of the repository of `image`. The URLs that a descriptor may carry are never
    /// followed.
    ///
    /// # Errors
    /// See [`ReadBlobError`].
    pub fn blob(
        &self,
        image: &Reference,
        descriptor: &Descriptor,
    ) -> Result<BlobReader, ReadBlobError> {
        let (digest, size_bytes) = (descriptor.digest.clone(), descriptor.size_bytes);
        let limit_bytes = self.blob_bytes_max();
        if size_bytes > limit_bytes {
            return Err(ReadBlobError::TooLarge {
                digest,
                size_bytes,
                limit_bytes,
            });
        }
        let body = open(self, image, &digest, 0, size_bytes).map_err(|error| match error {
            RequestError::Http(HttpError::BodyBytes { .. }) => ReadBlobError::TooLong {
                digest: digest.clone(),
                size_bytes,
            },
            other => ReadBlobError::Request(other),
        })?;
        let mut reader = BlobReader {
            client: self.clone(),
            image: image.clone(),
            hash: Hash::new(digest.algorithm()),
            digest,
            size_bytes,
            received_bytes: 0,
            resumes: 0,
            state: State::Reading(body),
        };
        if size_bytes == 0 {
            reader.verify()?;
        }
        Ok(reader)
    }
}

/// Asks for a blob from `start` on.
fn open(
    client: &Client,
    image: &Reference,
    digest: &Digest,
    start: u64,
    size_bytes: u64,
) -> Result<Body, RequestError> {
    let what = format!("blob {}", digest.as_str());
    let range = (start > 0).then(|| ("Range", format!("bytes={start}-")));
    let response = client.ask_places(image, |place| {
        let path = format!("blobs/{}{}", digest.as_str(), place.query());
        let url = client.url(&place.image, &path)?;
        let ask = Ask {
            headers: range.iter().cloned().collect(),
            body_bytes_max: size_bytes.saturating_sub(start),
            ..Ask::new(Method::Get, url, &what)
        };
        client.ask(&place.image, &ask)
    })?;
    let served = response.header("content-range").and_then(range_start);
    let fits = if start > 0 {
        served == Some(start)
    } else {
        response.status == 200
    };
    if fits && (start == 0 || response.status == 206) {
        return Ok(response.into_body());
    }
    Err(RequestError::Status {
        registry: image.registry().to_owned(),
        what: format!("{what} from byte {start}"),
        status: response.status,
        detail: crate::error::Detail::default(),
    })
}

/// The first byte of `bytes 5-9/10` (RFC 9110 section 14.4).
fn range_start(text: &str) -> Option<u64> {
    text.trim()
        .strip_prefix("bytes")?
        .trim_start()
        .split_once('-')?
        .0
        .parse()
        .ok()
}

impl BlobReader {
    /// The digest that is being verified.
    #[must_use]
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// Bytes read so far.
    #[must_use]
    pub fn received_bytes(&self) -> u64 {
        self.received_bytes
    }

    /// Reads some bytes; 0 means that the whole blob was read and is right.
    ///
    /// # Errors
    /// See [`ReadBlobError`]. After one, every further read fails.
    pub fn read_some(&mut self, buffer: &mut [u8]) -> Result<usize, ReadBlobError> {
        if buffer.is_empty() {
            return Ok(0);
        }
        match std::mem::replace(&mut self.state, State::Failed) {
            State::Failed => Err(ReadBlobError::Failed {
                digest: self.digest.clone(),
            }),
            State::Ended => {
                self.state = State::Ended;
                Ok(0)
            }
            State::Verified(body) => self.expect_end(body).map(|()| 0),
            State::Reading(body) => self.read_body(body, buffer),
        }
    }

    /// Reads the rest and verifies it.
    ///
    /// # Errors
    /// See [`ReadBlobError`].
    pub fn finish(mut self) -> Result<(), ReadBlobError> {
        let mut chunk = vec![0; 64 * 1024];
        while self.read_some(&mut chunk)? > 0 {}
        Ok(())
    }

    /// Reads all of it into memory; for blobs whose size was checked.
    pub(crate) fn read_all(mut self) -> Result<Vec<u8>, ReadBlobError> {
        let mut bytes = Vec::new();
        let mut chunk = vec![0; 64 * 1024];
        loop {
            match self.read_some(&mut chunk)? {
                0 => return Ok(bytes),
                count => bytes.extend_from_slice(chunk.get(..count).unwrap_or_default()),
            }
        }
    }

    fn read_body(&mut self, mut body: Body, buffer: &mut [u8]) -> Result<usize, ReadBlobError> {
        let left = usize::try_from(self.size_bytes - self.received_bytes).unwrap_or(usize::MAX);
        let wanted = buffer.len().min(left);
        let Some(target) = buffer.get_mut(..wanted) else {
            return Ok(0);
        };
        loop {
            let cause = match body.read_some(target) {
                Ok(0) => None,
                Ok(count) => {
                    self.hash.update(target.get(..count).unwrap_or_default());
                    self.received_bytes += count as u64;
                    self.state = State::Reading(body);
                    if self.received_bytes == self.size_bytes {
                        self.verify()?;
                    }
                    return Ok(count);
                }
                Err(error) if error.is_interruption() => Some(error),
                Err(error) => return Err(RequestError::Http(error).into()),
            };
            body = self.resume(cause)?;
        }
    }

    fn resume(&mut self, cause: Option<HttpError>) -> Result<Body, ReadBlobError> {
        if self.resumes >= RESUMES_MAX {
            return Err(ReadBlobError::TooShort {
                digest: self.digest.clone(),
                size_bytes: self.size_bytes,
                received_bytes: self.received_bytes,
                source: cause,
            });
        }
        self.resumes += 1;
        let start = self.received_bytes;
        Ok(open(
            &self.client,
            &self.image,
            &self.digest,
            start,
            self.size_bytes,
        )?)
    }

    /// Compares the digest of what came with the one expected.
    fn verify(&mut self) -> Result<(), ReadBlobError> {
        let found = self.hash.digest();
        match std::mem::replace(&mut self.state, State::Failed) {
            State::Reading(body) if found == self.digest => {
                self.state = State::Verified(body);
                Ok(())
            }
            _ => Err(ReadBlobError::Digest {
                expected: self.digest.clone(),
                found,
            }),
        }
    }

    fn expect_end(&mut self, mut body: Body) -> Result<(), ReadBlobError> {
        let mut probe = [0];
        match body.read_some(&mut probe) {
            Ok(1..) | Err(HttpError::BodyBytes { .. }) => Err(ReadBlobError::TooLong {
                digest: self.digest.clone(),
                size_bytes: self.size_bytes,
            }),
            // A connection that breaks after the last byte takes nothing away.
            Ok(0) | Err(_) => {
                self.state = State::Ended;
                Ok(())
            }
        }
    }
}

impl Read for BlobReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.read_some(buffer).map_err(io::Error::other)
    }
}

impl std::fmt::Debug for BlobReader {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("BlobReader")
            .field("digest", &self.digest)
            .field("size_bytes", &self.size_bytes)
            .field("received_bytes", &self.received_bytes)
            .finish_non_exhaustive()
    }
}
