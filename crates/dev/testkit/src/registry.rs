//! A registry on loopback that keeps blobs and manifests in memory and misbehaves when told to.
//!
//! It speaks what a client needs of the OCI Distribution Specification 1.1: manifests, blobs with
//! ranges, tags, referrers and uploads; and the catalogue and the token endpoint of the Docker
//! registry. It ends when dropped.

mod file;
mod route;
mod upload;
mod wire;

use std::collections::{BTreeMap, HashMap};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context, Result};
use rustls::ServerConfig;
use sha2::{Digest, Sha256};

use crate::tls::Authority;

/// Who may pull.
#[derive(Debug, Clone, Default)]
pub enum Access {
    /// Everybody, without a word about credentials.
    #[default]
    Open,
    /// Whoever sends this user name and password.
    Basic {
        /// The user name.
        user: String,
        /// The password.
        password: String,
    },
    /// Whoever has a token.
    Token {
        /// Base address of the server whose `/token` gives tokens out; this server when `None`.
        realm: Option<String>,
    },
}

/// Whom the token endpoint of a server gives tokens to.
#[derive(Debug, Clone, Default)]
pub struct TokenAccess {
    /// User name and password asked for; everybody gets a token when `None`.
    pub user: Option<(String, String)>,
    /// Refresh token taken by `POST` (Docker's identity token).
    pub refresh_token: Option<String>,
}

/// A kind of request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Route {
    /// `/v2/NAME/manifests/REFERENCE`.
    Manifest,
    /// `/v2/NAME/blobs/DIGEST`.
    Blob,
    /// `/v2/NAME/tags/list`.
    Tags,
    /// `/v2/_catalog`.
    Catalog,
    /// `/v2/NAME/referrers/DIGEST`.
    Referrers,
    /// `/v2/NAME/blobs/uploads/`, and what follows it.
    Upload,
    /// `/token`.
    Token,
    /// Anything else.
    Other,
}

/// A way to misbehave.
#[derive(Debug, Clone)]
pub enum Fault {
    /// Answers with this status, these headers and this body.
    Status(u16, Vec<(String, String)>, String),
    /// Answers as usual with another `Content-Type`; none when empty.
    ContentType(String),
    /// Answers as usual with another `Docker-Content-Digest`.
    DigestHeader(String),
    /// Announces the whole body, sends this many bytes of it, and closes the connection.
    Truncate(usize),
    /// Flips one bit in the middle of the body.
    Corrupt,
    /// Sends this many bytes more than there are, as part of the body.
    Append(usize),
    /// Redirects to the same path at this base address.
    Redirect(String),
    /// Sends a body that never ends.
    Endless,
    /// Sends bytes that are not HTTP.
    Garbage,
    /// Sends a header that never ends.
    EndlessHeader,
    /// Sends the body this many bytes at a time with this pause between.
    Drip(usize, Duration),
    /// Sends half the body and then nothing, with the connection open.
    Stall,
    /// Never answers.
    Silence,
    /// Closes the connection without an answer.
    Close,
    /// Sends the whole body although a part was asked for.
    IgnoreRange,
}

/// A request as it came in.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// `GET`, `HEAD` or `POST`.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: String,
}

impl Recorded {
    /// The `Authorization` header.
    #[must_use]
    pub fn authorization(&self) -> Option<&str> {
        self.headers.get("authorization").map(String::as_str)
    }
}

/// What the server serves and what it has seen.
#[derive(Default)]
struct State {
    access: Access,
    token_access: TokenAccess,
    /// Tokens carry this number; raising it makes the older ones invalid.
    token_epoch: u32,
    manifests: HashMap<(String, String), (String, Vec<u8>)>,
    blobs: HashMap<String, Vec<u8>>,
    tags_page_size: Option<usize>,
    /// Whether there is a list of referrers.
    lists_referrers: bool,
    faults: Vec<(Route, Fault, usize)>,
    /// Files outside of the registry's API, by path.
    files: BTreeMap<String, StoredFile>,
    file_faults: Vec<(String, Fault, usize)>,
    seen: Vec<Recorded>,
    open: Vec<TcpStream>,
    ended: bool,
}

/// A file with what tells its versions apart.
#[derive(Debug, Clone)]
struct StoredFile {
    bytes: Vec<u8>,
    etag: Option<String>,
    modified: Option<String>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    end: Condvar,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits, but no longer than the server lives; tells whether it still does.
    fn pause(&self, time: Duration) -> bool {
        let waited = self
            .end
            .wait_timeout_while(self.state(), time, |state| !state.ended);
        !waited.unwrap_or_else(PoisonError::into_inner).0.ended
    }
}

/// A running registry.
pub struct FakeRegistry {
    shared: Arc<Shared>,
    address: SocketAddr,
    tls: bool,
    listener: Option<JoinHandle<()>>,
}

impl FakeRegistry {
    /// Starts a registry that speaks plain HTTP.
    ///
    /// # Errors
    /// No loopback port is to be had.
    pub fn plain() -> Result<Self> {
        Self::start(None)
    }

    /// Starts a registry that speaks HTTPS with a certificate of `authority` for `localhost` and
    /// `127.0.0.1`.
    ///
    /// # Errors
    /// No loopback port is to be had, or the certificate could not be made.
    pub fn tls(authority: &Authority) -> Result<Self> {
        Self::tls_named(authority, &["localhost", "127.0.0.1"])
    }

    /// The same with a certificate for other names.
    ///
    /// # Errors
    /// As [`FakeRegistry::tls`].
    pub fn tls_named(authority: &Authority, names: &[&str]) -> Result<Self> {
        Self::start(Some(authority.server(names)?))
    }

    fn start(tls: Option<Arc<ServerConfig>>) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).context("bind a loopback port")?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        let is_tls = tls.is_some();
        let base = format!("{}://127.0.0.1:{}", scheme(is_tls), address.port());
        let inner = Arc::clone(&shared);
        let thread = thread::spawn(move || accept(&listener, &inner, tls.as_ref(), &base));
        Ok(Self {
            shared,
            address,
            tls: is_tls,
            listener: Some(thread),
        })
    }

    /// `127.0.0.1:PORT`, as it stands in an image reference.
    #[must_use]
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// `http://127.0.0.1:PORT` or the same with `https`.
    #[must_use]
    pub fn base(&self) -> String {
        format!("{}://{}", scheme(self.tls), self.address)
    }

    /// Keeps a blob and gives its SHA-256 digest.
    pub fn put_blob(&self, bytes: &[u8]) -> String {
        let digest = sha256(bytes);
        self.shared
            .state()
            .blobs
            .insert(digest.clone(), bytes.to_vec());
        digest
    }

    /// Keeps a manifest under a tag and under its SHA-256 digest, which it gives.
    pub fn put_manifest(&self, name: &str, tag: &str, media_type: &str, bytes: &[u8]) -> String {
        let digest = sha256(bytes);
        let mut state = self.shared.state();
        for reference in [tag, &digest] {
            let key = (name.to_owned(), reference.to_owned());
            state
                .manifests
                .insert(key, (media_type.to_owned(), bytes.to_vec()));
        }
        digest
    }

    /// Decides who may pull.
    pub fn set_access(&self, access: Access) {
        self.shared.state().access = access;
    }

    /// Decides whom the token endpoint serves.
    pub fn set_token_access(&self, access: TokenAccess) {
        self.shared.state().token_access = access;
    }

    /// Makes every token given out so far invalid.
    pub fn revoke_tokens(&self) {
        self.shared.state().token_epoch += 1;
    }

    /// Switches on the list of referrers, which older registries do not have.
    pub fn list_referrers(&self) {
        self.shared.state().lists_referrers = true;
    }

    /// The manifest under a tag or digest.
    #[must_use]
    pub fn manifest(&self, name: &str, reference: &str) -> Option<Vec<u8>> {
        let state = self.shared.state();
        let key = (name.to_owned(), reference.to_owned());
        state.manifests.get(&key).map(|(_, bytes)| bytes.clone())
    }

    /// The blob of a digest.
    #[must_use]
    pub fn blob(&self, digest: &str) -> Option<Vec<u8>> {
        self.shared.state().blobs.get(digest).cloned()
    }

    /// Lists tags and repositories in pages of this size.
    pub fn set_tags_page_size(&self, size: usize) {
        self.shared.state().tags_page_size = Some(size);
    }

    /// Misbehaves on the next `times` requests of a kind. Faults of one kind are taken in the
    /// order in which they were given.
    pub fn fail(&self, route: Route, fault: Fault, times: usize) {
        self.shared.state().faults.push((route, fault, times));
    }

    /// Serves a file at a path such as `/osv/Go/all.zip`, with these `ETag` and `Last-Modified`.
    pub fn put_file(&self, path: &str, bytes: &[u8], etag: Option<&str>, modified: Option<&str>) {
        let file = StoredFile {
            bytes: bytes.to_vec(),
            etag: etag.map(str::to_owned),
            modified: modified.map(str::to_owned),
        };
        self.shared.state().files.insert(path.to_owned(), file);
    }

    /// Serves a file no more.
    pub fn remove_file(&self, path: &str) {
        self.shared.state().files.remove(path);
    }

    /// Misbehaves on the next `times` requests of a file.
    pub fn fail_file(&self, path: &str, fault: Fault, times: usize) {
        let fault = (path.to_owned(), fault, times);
        self.shared.state().file_faults.push(fault);
    }

    /// The requests so far.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.shared.state().seen.clone()
    }
}

impl Drop for FakeRegistry {
    fn drop(&mut self) {
        {
            let mut state = self.shared.state();
            state.ended = true;
            for stream in state.open.drain(..) {
                let _ = stream.shutdown(Shutdown::Both);
            }
        }
        self.shared.end.notify_all();
        // The listener sits in `accept`; a connection makes it look at `ended`.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.listener.take() {
            let _ = thread.join();
        }
    }
}

fn scheme(tls: bool) -> &'static str {
    if tls { "https" } else { "http" }
}

/// `sha256:` and the digest in hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    let digits: String = Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("sha256:{digits}")
}

fn accept(
    listener: &TcpListener,
    shared: &Arc<Shared>,
    tls: Option<&Arc<ServerConfig>>,
    base: &str,
) {
    let mut workers = Vec::new();
    for stream in listener.incoming() {
        let Ok(stream) = stream else { continue };
        {
            let mut state = shared.state();
            if state.ended {
                break;
            }
            state.open.extend(stream.try_clone());
        }
        let (shared, tls, base) = (Arc::clone(shared), tls.cloned(), base.to_owned());
        workers.push(thread::spawn(move || {
            // The list of open connections keeps a handle, so letting go of this one would not
            // close it.
            let handle = stream.try_clone();
            // A client that hangs up in the middle is what half of the tests are about.
            let _ = wire::serve(stream, &shared, tls, &base);
            let _ = handle.and_then(|handle| handle.shutdown(Shutdown::Write));
        }));
    }
    for worker in workers {
        let _ = worker.join();
    }
}
