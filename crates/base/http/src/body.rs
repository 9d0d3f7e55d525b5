//! The body of a response as a stream that keeps the limits.

use std::io::{self, Read};
use std::time::{Duration, Instant};

use crate::error::HttpError;
use crate::limits::Limits;
use crate::transport::{Phase, translate};
use crate::url::Url;

/// A response body. Reading fails once a limit is reached or the connection breaks; the
/// [`io::Error`] then carries an [`HttpError`].
pub struct Body {
    inner: ureq::BodyReader<'static>,
    url: Url,
    limits: Limits,
    bytes_max: u64,
    received_bytes: u64,
    deadline: Deadline,
    window: Window,
}

/// The end of the time that one exchange has in all.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    pub(crate) start: Instant,
    pub(crate) limit: Duration,
}

impl Deadline {
    pub(crate) fn check(&self, url: &Url) -> Result<(), HttpError> {
        if self.start.elapsed() > self.limit {
            return Err(HttpError::TotalTime {
                url: url.clone(),
                limit: self.limit,
            });
        }
        Ok(())
    }
}

/// Bytes against time spent waiting for them. Time that the reader of the body spends elsewhere
/// does not count: a slow consumer is no fault of the server.
#[derive(Debug, Default)]
struct Window {
    waited: Duration,
    bytes: u64,
}

impl Body {
    pub(crate) fn new(
        inner: ureq::BodyReader<'static>,
        url: Url,
        limits: Limits,
        bytes_max: u64,
        deadline: Deadline,
    ) -> Self {
        let window = Window::default();
        Self {
            inner,
            url,
            limits,
            bytes_max,
            received_bytes: 0,
            deadline,
            window,
        }
    }

    /// The address that the body comes from, after redirects.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Reads some bytes; 0 means the end.
    ///
    /// # Errors
    /// A limit was reached or the connection broke.
    pub fn read_some(&mut self, buffer: &mut [u8]) -> Result<usize, HttpError> {
        self.deadline.check(&self.url)?;
        let before = Instant::now();
        let read = self.inner.read(buffer);
        let waited = before.elapsed();
        let count = read.map_err(|error| {
            translate(
                ureq::Error::from(error),
                &self.url,
                &self.limits,
                Phase::Body,
            )
        })?;
        self.received_bytes = self.received_bytes.saturating_add(count as u64);
        if self.received_bytes > self.bytes_max {
            return Err(HttpError::BodyBytes {
                url: self.url.clone(),
                limit_bytes: self.bytes_max,
            });
        }
        if count > 0 {
            self.check_progress(count, waited)?;
        }
        Ok(count)
    }

    /// Reads all of it.
    ///
    /// # Errors
    /// As [`Body::read_some`].
    pub fn read_all(mut self) -> Result<Vec<u8>, HttpError> {
        let mut bytes = Vec::new();
        let mut chunk = [0; 16 * 1024];
        loop {
            match self.read_some(&mut chunk)? {
                0 => return Ok(bytes),
                count => bytes.extend_from_slice(chunk.get(..count).unwrap_or_default()),
            }
        }
    }

    fn check_progress(&mut self, count: usize, waited: Duration) -> Result<(), HttpError> {
        self.window.waited += waited;
        self.window.bytes += count as u64;
        if self.window.waited < self.limits.progress_window {
            return Ok(());
        }
        let seen = std::mem::take(&mut self.window);
        if seen.bytes >= self.limits.progress_bytes_min {
            return Ok(());
        }
        Err(HttpError::TooSlow {
            url: self.url.clone(),
            received_bytes: seen.bytes,
            bytes_min: self.limits.progress_bytes_min,
            window: self.limits.progress_window,
        })
    }
}

impl Read for Body {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.read_some(buffer).map_err(io::Error::other)
    }
}

impl std::fmt::Debug for Body {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Body")
            .field("url", &self.url)
            .field("received_bytes", &self.received_bytes)
            .finish_non_exhaustive()
    }
}
