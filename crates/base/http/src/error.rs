//! What can go wrong with an exchange, and who is at fault.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;

use crate::url::{Url, UrlError};

/// Who has to act for a failed exchange to succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The request itself is not allowed or not well formed.
    Request,
    /// The way there: name resolution, connection, proxy, time.
    Network,
    /// The server: its certificate, its redirect, its answer.
    Server,
}

/// Why an exchange failed. No text holds credentials or the query of an address.
#[derive(Debug, Error)]
pub enum HttpError {
    /// The address is not one that can be asked.
    #[error(transparent)]
    Url(#[from] UrlError),
    /// The request asks for plain HTTP without having allowed it.
    #[error("plain HTTP is not allowed for {url}")]
    PlainHttp {
        /// The address.
        url: Url,
    },
    /// A header or credential of the request has characters that cannot be sent.
    #[error("a header of the request to {url} cannot be sent")]
    RequestHeader {
        /// The address.
        url: Url,
    },
    /// The host name has no address.
    #[error("cannot find the host of {url}")]
    HostNotFound {
        /// The address.
        url: Url,
    },
    /// Nobody answers there.
    #[error("cannot connect to {url}")]
    Connect {
        /// The address.
        url: Url,
        /// The reason of the operating system.
        source: io::Error,
    },
    /// Connecting took longer than [`connect_time_max`](crate::Limits::connect_time_max).
    #[error("no connection to {url} within {limit:?}")]
    ConnectTime {
        /// The address.
        url: Url,
        /// The limit.
        limit: Duration,
    },
    /// TLS failed: an unknown issuer, a wrong name, an expired certificate.
    #[error("cannot establish trust in {url}")]
    Tls {
        /// The address.
        url: Url,
        /// What TLS says.
        source: io::Error,
    },
    /// What answers is no TLS; usually a server of plain HTTP.
    #[error("{url} does not speak TLS, as a server of plain HTTP does not")]
    NotTls {
        /// The address.
        url: Url,
    },
    /// The proxy refuses to connect.
    #[error("the proxy does not connect to {url}")]
    Proxy {
        /// The address.
        url: Url,
    },
    /// No whole header came in [`first_byte_time_max`](crate::Limits::first_byte_time_max).
    #[error("no answer from {url} within {limit:?}")]
    FirstByteTime {
        /// The address.
        url: Url,
        /// The limit.
        limit: Duration,
    },
    /// The server fell silent in the middle of the body.
    #[error("{url} sent nothing for {limit:?}")]
    Stalled {
        /// The address.
        url: Url,
        /// The limit.
        limit: Duration,
    },
    /// The server sends less than [`progress_bytes_min`](crate::Limits::progress_bytes_min).
    #[error("{url} sent {received_bytes} bytes in {window:?}, fewer than {bytes_min}")]
    TooSlow {
        /// The address.
        url: Url,
        /// Bytes that came.
        received_bytes: u64,
        /// Bytes that should have come.
        bytes_min: u64,
        /// In this time.
        window: Duration,
    },
    /// The exchange took longer than it may in all.
    #[error("the exchange with {url} did not end within {limit:?}")]
    TotalTime {
        /// The address.
        url: Url,
        /// The limit.
        limit: Duration,
    },
    /// The header has more than [`header_bytes_max`](crate::Limits::header_bytes_max) bytes.
    #[error("the header from {url} is longer than {limit_bytes} bytes")]
    HeaderBytes {
        /// The address.
        url: Url,
        /// The limit.
        limit_bytes: usize,
    },
    /// The body has more bytes than the caller takes.
    #[error("the body from {url} is longer than {limit_bytes} bytes")]
    BodyBytes {
        /// The address.
        url: Url,
        /// The limit.
        limit_bytes: u64,
    },
    /// More redirects than [`redirects_max`](crate::Limits::redirects_max).
    #[error("{url} redirects more than {limit} times")]
    Redirects {
        /// The address first asked.
        url: Url,
        /// The limit.
        limit: u32,
    },
    /// A redirect names no address that can be asked.
    #[error("{url} redirects to an address that cannot be used")]
    RedirectTarget {
        /// The address that redirects.
        url: Url,
        /// What is wrong, when a target was given at all.
        source: Option<UrlError>,
    },
    /// A redirect leads from TLS to plain HTTP.
    #[error("{url} redirects to plain HTTP at {target}")]
    RedirectDowngrade {
        /// The address that redirects.
        url: Url,
        /// Where to.
        target: Url,
    },
    /// What comes is not HTTP.
    #[error("the answer of {url} is not valid HTTP")]
    Protocol {
        /// The address.
        url: Url,
        /// What is wrong with it.
        source: io::Error,
    },
    /// The connection broke.
    #[error("the connection to {url} broke")]
    Broken {
        /// The address.
        url: Url,
        /// The reason of the operating system.
        source: io::Error,
    },
}

impl HttpError {
    /// Who has to act.
    #[must_use]
    pub fn fault(&self) -> Fault {
        match self {
            Self::Url(_) | Self::PlainHttp { .. } | Self::RequestHeader { .. } => Fault::Request,
            Self::HostNotFound { .. }
            | Self::Connect { .. }
            | Self::ConnectTime { .. }
            | Self::Proxy { .. }
            | Self::Broken { .. } => Fault::Network,
            Self::Tls { .. }
            | Self::NotTls { .. }
            | Self::FirstByteTime { .. }
            | Self::Stalled { .. }
            | Self::TooSlow { .. }
            | Self::TotalTime { .. }
            | Self::HeaderBytes { .. }
            | Self::BodyBytes { .. }
            | Self::Redirects { .. }
            | Self::RedirectTarget { .. }
            | Self::RedirectDowngrade { .. }
            | Self::Protocol { .. } => Fault::Server,
        }
    }

    /// Whether asking again, or for the rest of a body, may help: the connection broke or fell
    /// silent, but no limit on size, slowness or total time was reached.
    #[must_use]
    pub fn is_interruption(&self) -> bool {
        matches!(self, Self::Broken { .. } | Self::Stalled { .. })
    }
}

/// Why a client could not be set up.
#[derive(Debug, Error)]
pub enum SetupError {
    /// `NO_PROXY` has more entries than are read.
    #[error(
        "NO_PROXY has more than {} entries",
        crate::proxy::NO_PROXY_ENTRIES_MAX
    )]
    NoProxyTooLong,
    /// The address of a proxy cannot be used. It is not shown: it may hold a password.
    #[error("the address of the {scheme} proxy cannot be used")]
    Proxy {
        /// `http` or `https`.
        scheme: &'static str,
    },
    /// A file of certificates cannot be read.
    #[error("cannot read the certificates in {}", path.display())]
    ReadCertificates {
        /// The file.
        path: PathBuf,
        /// The reason of the operating system.
        source: io::Error,
    },
    /// A file or text given as certificates has more bytes than any real one.
    #[error(
        "{name} is longer than {} bytes",
        crate::trust::CERTIFICATE_FILE_BYTES_MAX
    )]
    CertificatesTooLong {
        /// The file, or what the text is.
        name: String,
    },
    /// A text given as certificates has none, or a broken one.
    #[error("{name} holds no valid PEM certificate")]
    NoCertificate {
        /// The file, or what the text is.
        name: String,
    },
}
