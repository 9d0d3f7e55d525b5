//! A bounded HTTP client.
//!
//! In comes a [`Request`] with an address, credentials and the largest body that the caller takes;
//! out comes a [`Response`] of any status, or an [`HttpError`] that tells who is at fault.
//!
//! What it never does: send credentials to another origin than the one they were given for, go
//! from TLS to plain HTTP unless the request allows it, wait or read without end, keep cookies,
//! or show a password, a token or the query of an address in a message.

mod body;
mod client;
mod error;
mod limits;
mod proxy;
mod retry;
mod secret;
mod transport;
mod trust;
mod url;

pub use self::body::Body;
pub use self::client::{Client, Content, Method, Options, Request, Response, USER_AGENT};
pub use self::error::{Fault, HttpError, SetupError};
pub use self::limits::{
    ATTEMPTS_MAX, BACKOFF_FIRST, CONNECT_TIME_MAX, FIRST_BYTE_TIME_MAX, HEADER_BYTES_MAX, Limits,
    PROGRESS_BYTES_MIN, PROGRESS_WINDOW, REDIRECTS_MAX, RETRY_AFTER_MAX, STALL_TIME_MAX,
    TOTAL_TIME_MAX,
};
pub use self::proxy::{NO_PROXY_ENTRIES_MAX, Proxies};
pub use self::retry::Pause;
pub use self::secret::{Authorization, Secret};
pub use self::trust::{CERTIFICATE_FILE_BYTES_MAX, Trust};
pub use self::url::{Scheme, URL_BYTES_MAX, Url, UrlError, encode_form};
