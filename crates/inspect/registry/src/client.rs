//! The client of a registry: authorized requests, and what their statuses mean.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use seaworthy_http::{Authorization, Content, Method, Request, Response, Scheme, Url};

use crate::certificates;
use crate::credential::CredentialSources;
use crate::error::{Detail, OpenClientError, RequestError};
use crate::mirror::{Asked, Mirrors};
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
    /// Folders with authorities of single registries; see
    /// [`certificate_folders`](crate::certificate_folders). The default has none.
    pub certificate_folders: Vec<PathBuf>,
    /// Who is asked first for manifests and blobs.
    pub mirrors: Mirrors,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            http: seaworthy_http::Options::default(),
            credentials: CredentialSources::default(),
            plain_http: false,
            blob_bytes_max: BLOB_BYTES_MAX,
            certificate_folders: Vec::new(),
            mirrors: Mirrors::default(),
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
    certificate_folders: Vec<PathBuf>,
    /// How to set up a client for a registry with authorities of its own.
    options: seaworthy_http::Options,
    /// Clients by host and port, once they were needed.
    hosts: Mutex<HashMap<(String, u16), seaworthy_http::Client>>,
    mirrors: Mirrors,
    /// Mirrors that could not be reached; they are not asked again.
    unreachable: Mutex<HashSet<String>>,
    /// What a repository last accepted, by registry and repository.
    sessions: Mutex<HashMap<(String, String), Authorization>>,
}

/// One request to a registry.
pub(crate) struct Ask<'a> {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) content: Option<Content<'a>>,
    pub(crate) body_bytes_max: u64,
    pub(crate) total_time_max: Option<Duration>,
    /// For messages: `manifest r.io/app:1`.
    pub(crate) what: &'a str,
}

impl<'a> Ask<'a> {
    /// A request without headers of its own, whose answer has no body but that of an error.
    pub(crate) fn new(method: Method, url: Url, what: &'a str) -> Self {
        Self {
            method,
            url,
            headers: Vec::new(),
            content: None,
            body_bytes_max: ERROR_BYTES_MAX as u64,
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
            certificate_folders,
            mirrors,
        } = options;
        let inner = Inner {
            http: seaworthy_http::Client::new(http.clone())?,
            credentials,
            plain_http,
            blob_bytes_max,
            certificate_folders,
            options: http,
            hosts: Mutex::default(),
            mirrors,
            unreachable: Mutex::default(),
            sessions: Mutex::default(),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// The client for an address: the one of all, or one that trusts the host's own authorities as
    /// well.
    pub(crate) fn http(&self, url: &Url) -> Result<seaworthy_http::Client, RequestError> {
        if self.inner.certificate_folders.is_empty() && !self.inner.mirrors.has_authorities() {
            return Ok(self.inner.http.clone());
        }
        let key = (url.host().to_owned(), url.port());
        let mut hosts = lock(&self.inner.hosts);
        if let Some(client) = hosts.get(&key) {
            return Ok(client.clone());
        }
        let mut files = certificates::files(&self.inner.certificate_folders, url);
        files.extend(self.inner.mirrors.authorities(url).cloned());
        let client = if files.is_empty() {
            self.inner.http.clone()
        } else {
            let mut options = self.inner.options.clone();
            options.trust.files.extend(files);
            seaworthy_http::Client::new(options).map_err(|source| RequestError::Trust {
                registry: url.host().to_owned(),
                source,
            })?
        };
        hosts.insert(key, client.clone());
        Ok(client)
    }

    /// Asks each mirror of an image's registry, and the registry itself when none has an answer.
    pub(crate) fn ask_places(
        &self,
        image: &Reference,
        ask: impl Fn(&Asked) -> Result<Response, RequestError>,
    ) -> Result<Response, RequestError> {
        let (mirrors, last) = self.inner.mirrors.of(image);
        for mirror in mirrors {
            let registry = mirror.image.registry();
            if lock(&self.inner.unreachable).contains(registry) {
                continue;
            }
            match ask(&mirror) {
                Ok(response) => return Ok(response),
                Err(RequestError::Http(_)) => {
                    lock(&self.inner.unreachable).insert(registry.to_owned());
                }
                // It does not have the image, or does not give it to us.
                Err(_) => {}
            }
        }
        ask(&last)
    }

    pub(crate) fn credentials(&self) -> &CredentialSources {
        &self.inner.credentials
    }

    /// Whether plain HTTP is spoken with a registry.
    pub(crate) fn is_plain(&self, image: &Reference) -> bool {
        self.inner.plain_http || self.inner.mirrors.is_plain(image.registry())
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
        let scheme = if self.is_plain(image) {
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
            content: ask.content,
            authorization,
            total_time_max: ask.total_time_max,
            plain_http: ask.url.scheme() == Scheme::Http,
            ..Request::get(&ask.url, ask.body_bytes_max)
        };
        Ok(self.http(&ask.url)?.send(&request)?)
    }

    fn session(&self, image: &Reference) -> Option<Authorization> {
        lock(&self.inner.sessions).get(&session_key(image)).cloned()
    }

    fn remember(&self, image: &Reference, authorization: &Authorization) {
        lock(&self.inner.sessions).insert(session_key(image), authorization.clone());
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Client")
            .field("plain_http", &self.inner.plain_http)
            .finish_non_exhaustive()
    }
}

/// What a panicking thread left is whole: every change is one insertion.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn session_key(image: &Reference) -> (String, String) {
    (image.registry().to_owned(), image.repository().to_owned())
}

/// Turns a status into a result.
fn judge(image: &Reference, ask: &Ask<'_>, response: Response) -> Result<Response, RequestError> {
    let status = response.status;
    let done = match ask.method {
        Method::Get | Method::Head => matches!(status, 200 | 206),
        Method::Post | Method::Put => matches!(status, 201 | 202),
    };
    if done {
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
