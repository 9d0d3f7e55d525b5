//! The limits of every exchange, each with its reason.

use std::time::Duration;

/// LIMIT: resolving the name, connecting and the TLS handshake, together. Slow links finish in a
/// few seconds; what takes longer is down or filtered.
pub const CONNECT_TIME_MAX: Duration = Duration::from_secs(15);

/// LIMIT: from the sent request to the end of the response header. Registries that fetch a blob
/// from cold storage take some seconds.
pub const FIRST_BYTE_TIME_MAX: Duration = Duration::from_secs(60);

/// LIMIT: silence on an open connection. One read that brings nothing for this long ends it.
pub const STALL_TIME_MAX: Duration = Duration::from_secs(30);

/// LIMIT: the span over which progress is measured: a server that keeps the connection alive with
/// single bytes never stalls, and yet never ends.
pub const PROGRESS_WINDOW: Duration = Duration::from_secs(30);

/// LIMIT: bytes that must arrive in each [`PROGRESS_WINDOW`] of waiting, about 1 KiB/s.
pub const PROGRESS_BYTES_MIN: u64 = 32 * 1024;

/// LIMIT: one exchange in all, body included. A 10 GiB layer at 3 MiB/s fits.
pub const TOTAL_TIME_MAX: Duration = Duration::from_secs(60 * 60);

/// LIMIT: the response header in bytes. Servers send at most a few KiB; common ones refuse to
/// send more than 64 KiB.
pub const HEADER_BYTES_MAX: usize = 64 * 1024;

/// LIMIT: redirects of one request. A registry needs one, to its blob store.
pub const REDIRECTS_MAX: u32 = 5;

/// LIMIT: tries of one request when the server is busy or the connection breaks.
pub const ATTEMPTS_MAX: u32 = 4;

/// LIMIT: longest wait that a server may ask for with `Retry-After`. Beyond it the answer is given
/// to the caller, who can say so, rather than sitting still.
pub const RETRY_AFTER_MAX: Duration = Duration::from_secs(30);

/// The first wait before a request is tried again; it doubles each time.
pub const BACKOFF_FIRST: Duration = Duration::from_millis(500);

/// The limits of a client. The default is made of the constants of this module; tests and
/// configuration change single ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// See [`CONNECT_TIME_MAX`].
    pub connect_time_max: Duration,
    /// See [`FIRST_BYTE_TIME_MAX`].
    pub first_byte_time_max: Duration,
    /// See [`STALL_TIME_MAX`]; counts while the header is awaited too.
    pub stall_time_max: Duration,
    /// See [`PROGRESS_WINDOW`].
    pub progress_window: Duration,
    /// See [`PROGRESS_BYTES_MIN`].
    pub progress_bytes_min: u64,
    /// See [`TOTAL_TIME_MAX`].
    pub total_time_max: Duration,
    /// See [`HEADER_BYTES_MAX`].
    pub header_bytes_max: usize,
    /// See [`REDIRECTS_MAX`].
    pub redirects_max: u32,
    /// See [`ATTEMPTS_MAX`]; 0 counts as 1.
    pub attempts_max: u32,
    /// See [`RETRY_AFTER_MAX`].
    pub retry_after_max: Duration,
    /// See [`BACKOFF_FIRST`].
    pub backoff_first: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect_time_max: CONNECT_TIME_MAX,
            first_byte_time_max: FIRST_BYTE_TIME_MAX,
            stall_time_max: STALL_TIME_MAX,
            progress_window: PROGRESS_WINDOW,
            progress_bytes_min: PROGRESS_BYTES_MIN,
            total_time_max: TOTAL_TIME_MAX,
            header_bytes_max: HEADER_BYTES_MAX,
            redirects_max: REDIRECTS_MAX,
            attempts_max: ATTEMPTS_MAX,
            retry_after_max: RETRY_AFTER_MAX,
            backoff_first: BACKOFF_FIRST,
        }
    }
}
