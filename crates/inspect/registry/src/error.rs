//! What can go wrong between a name and the bytes of an image.

use seaworthy_http::{HttpError, SetupError, UrlError};
use seaworthy_model::{Digest, Platform};
use thiserror::Error;

use crate::challenge::ParseChallengeError;
use crate::credential::CredentialError;
use crate::document::ReadManifestError;

/// LIMIT: longest text of a registry that is repeated in a message, in characters.
pub const QUOTED_CHARS_MAX: usize = 200;

/// Why a client could not be made.
#[derive(Debug, Error)]
pub enum OpenClientError {
    /// The HTTP client could not be set up.
    #[error(transparent)]
    Http(#[from] SetupError),
}

/// Why a registry gave no answer that can be used.
#[derive(Debug, Error)]
pub enum RequestError {
    /// The exchange itself failed.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The registry's name makes no address.
    #[error("{registry} is not the address of a registry")]
    Address {
        /// The registry.
        registry: String,
        /// What is wrong.
        source: UrlError,
    },
    /// The certificates that the machine keeps for the registry cannot be used.
    #[error("cannot use the certificates that are kept for {registry}")]
    Trust {
        /// The registry.
        registry: String,
        /// What is wrong.
        source: SetupError,
    },
    /// The registry asks for credentials in words that cannot be read.
    #[error("{registry} asks for credentials in an unknown way")]
    Challenge {
        /// The registry.
        registry: String,
        /// What is wrong, when it is not the scheme alone.
        source: Option<ParseChallengeError>,
    },
    /// The registry names a token endpoint that is not trustworthy: no address, or plain HTTP
    /// although the registry itself speaks TLS.
    #[error("{registry} names a token endpoint that cannot be trusted")]
    Realm {
        /// The registry.
        registry: String,
        /// What is wrong with the address, when it is not the scheme.
        source: Option<UrlError>,
    },
    /// The token endpoint gave no token.
    #[error("the token endpoint of {registry} answered without a usable token")]
    Token {
        /// The registry.
        registry: String,
    },
    /// The registry or its token endpoint wants other credentials than there are, or any.
    #[error("{registry} refuses access to {repository} ({held}){detail}")]
    Unauthorized {
        /// The registry.
        registry: String,
        /// The repository.
        repository: String,
        /// Whether there were credentials.
        held: Held,
        /// What the registry says.
        detail: Detail,
        /// What stood in the way of finding credentials.
        source: Option<Box<CredentialError>>,
    },
    /// The credentials are right but not enough.
    #[error("{registry} forbids access to {repository}{detail}")]
    Forbidden {
        /// The registry.
        registry: String,
        /// The repository.
        repository: String,
        /// What the registry says.
        detail: Detail,
    },
    /// There is no such image or blob.
    #[error("{registry} has no {what}{detail}")]
    NotFound {
        /// The registry.
        registry: String,
        /// What was asked for.
        what: String,
        /// What the registry says.
        detail: Detail,
    },
    /// Too many requests, also after waiting.
    #[error("{registry} limits the rate of requests{detail}")]
    RateLimited {
        /// The registry.
        registry: String,
        /// What the registry says.
        detail: Detail,
    },
    /// The registry, or where it redirects to, fails.
    #[error("{registry} answers {what} with status {status}{detail}")]
    Status {
        /// The registry.
        registry: String,
        /// What was asked for.
        what: String,
        /// The status code.
        status: u16,
        /// What the registry says.
        detail: Detail,
    },
}

/// Whether there were credentials when a registry refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// There were some, and they were not accepted.
    Rejected,
    /// There were none.
    Missing,
}

impl std::fmt::Display for Held {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Rejected => "the credentials were not accepted",
            Self::Missing => "no credentials for it",
        })
    }
}

/// What a registry says about an error: codes and messages of the specification's error document,
/// without control characters and cut to [`QUOTED_CHARS_MAX`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Detail(String);

impl std::fmt::Display for Detail {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_empty() {
            Ok(())
        } else {
            write!(out, ": {}", self.0)
        }
    }
}

#[derive(serde::Deserialize)]
struct RawErrors {
    errors: Vec<RawError>,
}

#[derive(serde::Deserialize)]
struct RawError {
    #[serde(default)]
    code: String,
    #[serde(default)]
    message: String,
}

impl Detail {
    /// Reads the error document; empty when it is none.
    #[must_use]
    pub(crate) fn read(body: &[u8]) -> Self {
        let Ok(raw) = serde_json::from_slice::<RawErrors>(body) else {
            return Self::default();
        };
        let Some(first) = raw.errors.first() else {
            return Self::default();
        };
        let text = match (first.code.as_str(), first.message.as_str()) {
            (code, "") => code.to_owned(),
            ("", message) => message.to_owned(),
            (code, message) => format!("{code}: {message}"),
        };
        Self(quote(&text))
    }
}

/// A text from outside, fit for a message.
pub(crate) fn quote(text: &str) -> String {
    let clean = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    text.chars().map(clean).take(QUOTED_CHARS_MAX).collect()
}

/// Why a reference could not be resolved to one image.
#[derive(Debug, Error)]
pub enum ResolveError {
    /// The registry gave no usable answer.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The manifest cannot be read.
    #[error("cannot read the manifest of {reference}")]
    Manifest {
        /// What was asked for.
        reference: String,
        /// What is wrong.
        source: ReadManifestError,
    },
    /// The bytes are not those that were asked for, or not those that the registry announced.
    #[error(
        "the manifest of {reference} has digest {} instead of {}",
        found.as_str(),
        expected.as_str()
    )]
    Digest {
        /// What was asked for.
        reference: String,
        /// The digest that it should have.
        expected: Digest,
        /// The digest that it has.
        found: Digest,
    },
    /// The index gives another size for the manifest than it has.
    #[error("the manifest {} has {found_bytes} bytes instead of {expected_bytes}", digest.as_str())]
    Size {
        /// The manifest.
        digest: Digest,
        /// The size that the index gives.
        expected_bytes: u64,
        /// The size that it has.
        found_bytes: u64,
    },
    /// No image for the platform.
    #[error("{reference} has no image for {wanted}; it has {}", available.join(", "))]
    Platform {
        /// What was asked for.
        reference: String,
        /// The platform.
        wanted: Platform,
        /// The platforms that there are.
        available: Vec<String>,
    },
    /// An index in an index in an index.
    #[error(
        "{reference} is nested deeper than {} indexes",
        crate::resolve::INDEX_DEPTH_MAX
    )]
    Depth {
        /// What was asked for.
        reference: String,
    },
    /// It is an artifact (a chart, a signature, a policy) and no image.
    #[error("{reference} is not an image: its configuration is `{config_media_type}`")]
    NotAnImage {
        /// What was asked for.
        reference: String,
        /// The media type of its configuration.
        config_media_type: String,
    },
    /// The configuration has more bytes than any real one.
    #[error("the configuration of {reference} has {size_bytes} bytes, more than {limit_bytes}")]
    ConfigTooLong {
        /// What was asked for.
        reference: String,
        /// The size that the manifest gives.
        size_bytes: u64,
        /// The limit.
        limit_bytes: u64,
    },
    /// The configuration cannot be had.
    #[error("cannot read the configuration of {reference}")]
    Config {
        /// What was asked for.
        reference: String,
        /// What is wrong.
        source: ReadBlobError,
    },
    /// The configuration is not JSON of the right shape.
    #[error("the configuration of {reference} is malformed")]
    ConfigMalformed {
        /// What was asked for.
        reference: String,
        /// What is wrong.
        source: serde_json::Error,
    },
}

/// Why a blob could not be read to its end.
#[derive(Debug, Error)]
pub enum ReadBlobError {
    /// The registry gave no usable answer.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The blob is larger than [`blob_bytes_max`](crate::Options::blob_bytes_max).
    #[error("blob {} has {size_bytes} bytes, more than {limit_bytes}", digest.as_str())]
    TooLarge {
        /// The blob.
        digest: Digest,
        /// The size that the manifest gives.
        size_bytes: u64,
        /// The limit.
        limit_bytes: u64,
    },
    /// There are more bytes than the manifest says.
    #[error(
        "blob {} is longer than the {size_bytes} bytes that the manifest gives",
        digest.as_str()
    )]
    TooLong {
        /// The blob.
        digest: Digest,
        /// The size that the manifest gives.
        size_bytes: u64,
    },
    /// There are fewer bytes than the manifest says, also after resuming.
    #[error("blob {} ends after {received_bytes} of {size_bytes} bytes", digest.as_str())]
    TooShort {
        /// The blob.
        digest: Digest,
        /// The size that the manifest gives.
        size_bytes: u64,
        /// Bytes that came.
        received_bytes: u64,
        /// Why the connection ended, if it did not end by itself.
        source: Option<HttpError>,
    },
    /// The bytes are not those that the digest stands for.
    #[error("blob {} has digest {} instead", expected.as_str(), found.as_str())]
    Digest {
        /// The digest that it should have.
        expected: Digest,
        /// The digest that it has.
        found: Digest,
    },
    /// An earlier read failed; nothing more comes.
    #[error("blob {} failed before", digest.as_str())]
    Failed {
        /// The blob.
        digest: Digest,
    },
}

/// Why a list (of tags, of repositories, of referrers) could not be read.
#[derive(Debug, Error)]
pub enum ListError {
    /// The registry gave no usable answer.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The list is not JSON of the right shape.
    #[error("the list of {what} is malformed")]
    Malformed {
        /// What is listed.
        what: String,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// The next page is somewhere else, where the credentials must not go.
    #[error("the list of {what} goes on at an address that cannot be used")]
    NextPage {
        /// What is listed.
        what: String,
    },
    /// More entries or pages than are read.
    #[error("the list of {what} is longer than is read ({limit})")]
    TooMany {
        /// What is listed.
        what: String,
        /// The limit that was reached.
        limit: usize,
    },
}

/// Why a manifest could not be looked up without reading it.
#[derive(Debug, Error)]
pub enum HeadError {
    /// The registry gave no usable answer.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The answer has no digest.
    #[error("the registry does not tell the digest of {reference}")]
    NoDigest {
        /// What was asked for.
        reference: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_registry_says_cannot_steer_a_terminal() {
        let body = br#"{"errors":[{"code":"DENIED","message":"no\u001b[2J\nway"}]}"#;
        assert_eq!(
            Detail::read(body).to_string(),
            ": DENIED: no\u{fffd}[2J\u{fffd}way"
        );
        let long = format!(r#"{{"errors":[{{"message":"{}"}}]}}"#, "x".repeat(1_000));
        assert_eq!(Detail::read(long.as_bytes()).0.len(), QUOTED_CHARS_MAX);
        for body in ["", "<html>", "{}", r#"{"errors":[]}"#] {
            assert_eq!(Detail::read(body.as_bytes()), Detail::default());
        }
    }
}
