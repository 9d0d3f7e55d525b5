//! The client of a registry: authorized requests, and what their statuses mean.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use seaworthy_http::{Authorization, Method, Request, Response, Url};

use crate::credential::CredentialSources;
use crate::error::{Detail, OpenClientError, RequestError};
use crate::reference::Reference;
use crate::token;

/// LIMIT: time for a manifest, a token or a list; they are small.
pub const DOCUMENT_TIME_MAX: Duration = Duration::from_secs(120);

/// LIMIT: largest blob in bytes. The largest public images (machine learning) have layers of
/// around 10 GiB.
pub const BLOB_BYTES_MAX: u64 = 32 * 1024 * 1024 * 1024;

/// LIMIT: longest error document that is read, in bytes.
const ERROR_BYTES_MAX: usize = 16 * 1024;

/// Settings of a [`Client`].
#[derive(Debug, Clone)]
pub struct Options {
    /// Limits, trusted authorities and proxies.
    pub http: seaworthy_http::Options,
    /// Where to look for credentials.
    pub credentials: CredentialSources,
    /// Speak plain HTTP instead of HTTPS. Anybody on the way can then read credentials and put
    /// other images in place of tags, so it is never a fallback.
    pub plain_http: bool,
    /// See [`BLOB_BYTES_MAX`].
    pub blob_bytes_max: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            http: seaworthy_http::Options::default(),
            credentials: CredentialSources::default(),
            plain_http: false,
            blob_bytes_max: BLOB_BYTES_MAX,
        }
    }
}

/// A client for all registries. Threads share it by reference; clones share connections and
/// tokens.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    http: seaworthy_http::Client,
    credentials: CredentialSources,
    plain_http: bool,
    blob_bytes_max: u64,
    /// What a repository last accepted, by registry and repository.
    sessions: Mutex<HashMap<(String, String), Authorization>>,
}

/// One request to a registry.
pub(crate) struct Ask<'a> {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body_bytes_max: u64,
    pub(crate) total_time_max: Option<Duration>,
    /// For messages: `manifest r.io/app:1`.
    pub(crate) what: &'a str,
}

impl<'a> Ask<'a> {
    /// A request without headers of its own, for an answer without a body.
    pub(crate) fn new(method: Method, url: Url, what: &'a str) -> Self {
        Self {
            method,
            url,
            headers: Vec::new(),
            body_bytes_max: 0,
            total_time_max: None,
            what,
        }
    }
}

impl Client {
    /// Sets up a client; reads certificates, but no credentials and nothing from the network.
    ///
    /// # Errors
    /// See [`OpenClientError`].
    pub fn new(options: Options) -> Result<Self, OpenClientError> {
        let Options {
            http,
            credentials,
            plain_http,
            blob_bytes_max,
        } = options;
        let http = seaworthy_http::Client::new(http)?;
        let sessions = Mutex::default();
        let inner = Inner {
            http,
            credentials,
            plain_http,
            blob_bytes_max,
            sessions,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    pub(crate) fn http(&self) -> &seaworthy_http::Client {
        &self.inner.http
    }

    pub(crate) fn credentials(&self) -> &CredentialSources {
        &self.inner.credentials
    }

    pub(crate) fn plain_http(&self) -> bool {
        self.inner.plain_http
    }

    pub(crate) fn blob_bytes_max(&self) -> u64 {
        self.inner.blob_bytes_max
    }

    /// The address of `path` in the API of an image's repository.
    pub(crate) fn url(&self, image: &Reference, path: &str) -> Result<Url, RequestError> {
        self.api_url(image, &format!("{}/{path}", image.repository()))
    }

    /// The address of `path` in the API of an image's registry.
    pub(crate) fn api_url(&self, image: &Reference, path: &str) -> Result<Url, RequestError> {
        let scheme = if self.inner.plain_http {
            "http"
        } else {
            "https"
        };
        let text = format!("{scheme}://{}/v2/{path}", image.host());
        Url::parse(&text).map_err(|source| RequestError::Address {
            registry: image.registry().to_owned(),
            source,
        })
    }

    /// Sends a request with what the repository last accepted, and once more with new
    /// authorization when the registry asks for it. Only successful answers come back.
    pub(crate) fn ask(&self, image: &Reference, ask: &Ask<'_>) -> Result<Response, RequestError> {
        let first = self.session(image);
        let response = self.send(ask, first.as_ref())?;
        // A server that a redirect led to has no say in who gets credentials.
        if response.status != 401 || response.left_origin {
            return judge(image, ask, response);
        }
        let challenges = token::challenges(image, &response)?;
        let detail = read_detail(response);
        let authorization = token::authorize(self, image, &challenges, detail)?;
        self.remember(image, &authorization);
        let response = self.send(ask, Some(&authorization))?;
        if response.status == 401 && !response.left_origin {
            let detail = read_detail(response);
            return Err(token::unauthorized(
                image,
                self.credentials().find(image),
                detail,
            ));
        }
        judge(image, ask, response)
    }

    fn send(
        &self,
        ask: &Ask<'_>,
        authorization: Option<&Authorization>,
    ) -> Result<Response, RequestError> {
        let request = Request {
            method: ask.method,
            headers: ask.headers.clone(),
            authorization,
            total_time_max: ask.total_time_max,
            plain_http: self.inner.plain_http,
            ..Request::get(&ask.url, ask.body_bytes_max)
        };
        Ok(self.inner.http.send(&request)?)
    }

    fn session(&self, image: &Reference) -> Option<Authorization> {
        let sessions = self
            .inner
            .sessions
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        sessions.get(&session_key(image)).cloned()
    }

    fn remember(&self, image: &Reference, authorization: &Authorization) {
        let mut sessions = self
            .inner
            .sessions
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        sessions.insert(session_key(image), authorization.clone());
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Client")
            .field("plain_http", &self.inner.plain_http)
            .finish_non_exhaustive()
    }
}

fn session_key(image: &Reference) -> (String, String) {
    (image.registry().to_owned(), image.repository().to_owned())
}

/// Turns a status into a result.
fn judge(image: &Reference, ask: &Ask<'_>, response: Response) -> Result<Response, RequestError> {
    let status = response.status;
    if matches!(status, 200 | 206) {
        return Ok(response);
    }
    let from_registry = !response.left_origin;
    let detail = read_detail(response);
    let registry = image.registry().to_owned();
    let what = ask.what.to_owned();
    Err(match status {
        403 if from_registry => {
            let repository = image.repository().to_owned();
            RequestError::Forbidden {
                registry,
                repository,
                detail,
            }
        }
        404 => RequestError::NotFound {
            registry,
            what,
            detail,
        },
        429 => RequestError::RateLimited { registry, detail },
        _ => RequestError::Status {
            registry,
            what,
            status,
            detail,
        },
    })
}

/// Reads the beginning of an error document; an error about the error is not worth one.
pub(crate) fn read_detail(response: Response) -> Detail {
    let mut body = response.into_body();
    let mut bytes = Vec::new();
    let mut chunk = [0; 4 * 1024];
    while bytes.len() < ERROR_BYTES_MAX {
        match body.read_some(&mut chunk) {
            Ok(0) | Err(_) => break,
            Ok(count) => bytes.extend_from_slice(chunk.get(..count).unwrap_or_default()),
        }
    }
    Detail::read(&bytes)
}
