//! Images of a container engine, by its API: `docker-daemon:NAME` and `podman:NAME`.
//!
//! Docker Engine API 1.24 and later, `GET /images/{name}/get`, which Podman answers too: an archive
//! as `docker save` writes it, as a stream. The part that names the layers comes last, and the
//! stream cannot be rewound, so whatever may be a layer is read as it comes, and nothing of it is
//! kept on disk. A member whose name stands for a layer that was read before is passed over: the
//! engine's word on what it sends is its word on what it runs.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use seaworthy_facts::clean_path;
use seaworthy_model::Digest;

use super::files::Files;
use super::unix_http;
use crate::cache::{Analysers, Key, Known, LayerStore, facts_key};
use crate::error::ReadImageError;
use crate::layer::tar::{Kind, TarLimits, TarReader};
use crate::layer::{Claims, Compression, Hashes, Inflated, LayerRead, Pass, Totals, chain};
use crate::limits::{LINK_HOPS_MAX, Limits};
use crate::source::docker_archive::blob_digest;

/// LIMIT: bytes of all documents of a stream. They are a manifest, a configuration and an index.
const DOCUMENTS_BYTES_MAX: u64 = 64 << 20;

/// The engines that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineKind {
    /// Docker, or whatever answers on its socket.
    Docker,
    /// Podman's service.
    Podman,
}

impl EngineKind {
    /// The word in front of a target.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            EngineKind::Docker => "docker-daemon",
            EngineKind::Podman => "podman",
        }
    }

    /// Where the engine answers: the variable of its own client, else the socket of the user, else
    /// that of the system. `exists` is asked of paths.
    pub(super) fn socket(
        self,
        variable: impl Fn(&str) -> Option<String>,
        exists: impl Fn(&Path) -> bool,
    ) -> io::Result<PathBuf> {
        let (name, own, system) = match self {
            EngineKind::Docker => ("DOCKER_HOST", "docker.sock", "/var/run/docker.sock"),
            EngineKind::Podman => (
                "CONTAINER_HOST",
                "podman/podman.sock",
                "/run/podman/podman.sock",
            ),
        };
        if let Some(host) = variable(name).filter(|host| !host.is_empty()) {
            return match host.strip_prefix("unix://") {
                Some(path) => Ok(PathBuf::from(path)),
                None => Err(io::Error::other(format!(
                    "{name} names no Unix socket; only unix:// is spoken"
                ))),
            };
        }
        let system = PathBuf::from(system);
        let own = variable("XDG_RUNTIME_DIR").map(|folder| Path::new(&folder).join(own));
        Ok(match own {
            Some(own) if !exists(&system) && exists(&own) => own,
            _ => system,
        })
    }
}

/// An archive that came as a stream: its documents, and what was found in what may be layers.
pub(super) struct Streamed<'a> {
    socket: PathBuf,
    /// The path that was asked for.
    asked: String,
    /// How errors call it.
    name: PathBuf,
    limits: &'a Limits,
    documents: HashMap<String, Vec<u8>>,
    links: HashMap<String, String>,
    layers: BTreeMap<String, LayerRead>,
}

impl<'a> Streamed<'a> {
    /// Reads the whole stream, with the pass on whatever may be a layer and is not known yet.
    pub(super) fn read(
        kind: EngineKind,
        name: &str,
        pass: &Pass<'_>,
        store: Option<Stored<'_>>,
        limits: &'a Limits,
    ) -> Result<Self, ReadImageError> {
        let failed = |cause| ReadImageError::Engine {
            engine: kind.as_str(),
            name: name.to_owned(),
            cause,
        };
        let variable = |name: &str| std::env::var(name).ok();
        let socket = kind.socket(variable, Path::exists).map_err(failed)?;
        let asked = format!("/images/{}/get", encoded(name));
        let body = unix_http::get(&socket, &asked).map_err(|cause| {
            let place = socket.display();
            failed(io::Error::new(cause.kind(), format!("{place}: {cause}")))
        })?;
        let mut streamed = Streamed {
            socket,
            asked,
            name: PathBuf::from(format!("{}:{name}", kind.as_str())),
            limits,
            documents: HashMap::new(),
            links: HashMap::new(),
            layers: BTreeMap::new(),
        };
        streamed
            .take_all(Box::new(body), pass, store)
            .map_err(failed)?;
        Ok(streamed)
    }

    fn take_all(
        &mut self,
        input: Box<dyn Read + Send>,
        pass: &Pass<'_>,
        store: Option<Stored<'_>>,
    ) -> io::Result<()> {
        let mut tar = tar(input, self.limits)?;
        let mut documents_bytes = 0;
        for _ in 0..self.limits.archive_members_max {
            let entry = tar.next_entry().map_err(io::Error::other)?;
            let Some(entry) = entry else {
                // A stream that ends early would lose the layers behind its end.
                return Ok(());
            };
            let Ok(path) = clean_path(&String::from_utf8_lossy(tar.path())) else {
                continue;
            };
            if entry.kind != Kind::File || entry.sparse {
                let link = String::from_utf8_lossy(tar.link()).into_owned();
                self.take_link(entry.kind, path, &link);
                continue;
            }
            let mut content = tar.content();
            let first = io::BufRead::fill_buf(&mut content)?.first().copied();
            let document = matches!(first, None | Some(b'{' | b'['))
                && entry.size <= self.limits.config_bytes_max;
            if document {
                documents_bytes += entry.size;
                if documents_bytes > DOCUMENTS_BYTES_MAX {
                    let max = DOCUMENTS_BYTES_MAX >> 20;
                    return Err(io::Error::other(format!(
                        "documents of more than {max} MiB"
                    )));
                }
                let mut bytes = Vec::new();
                content.read_to_end(&mut bytes)?;
                self.documents.insert(path, bytes);
            } else if path.ends_with(".tar") || path.starts_with("blobs/") {
                let known = store.and_then(|store| store.known(&path));
                let read = match known {
                    Some(known) => {
                        if let Some(progress) = pass.progress {
                            progress.advanced(entry.size);
                        }
                        known
                    }
                    None => {
                        let digest = blob_digest(&path);
                        let claims = Claims {
                            digest: digest.as_ref(),
                            ..Claims::default()
                        };
                        let read = pass.narrow().read(Box::new(content), claims);
                        match store {
                            Some(store) => store.keep(&path, read),
                            None => read,
                        }
                    }
                };
                self.layers.insert(path, read);
            }
        }
        let max = self.limits.archive_members_max;
        Err(io::Error::other(format!(
            "more members than archive_members_max = {max}"
        )))
    }

    fn take_link(&mut self, kind: Kind, path: String, link: &str) {
        let target = match kind {
            Kind::Symlink => {
                let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
                clean_path(&format!("{folder}/{link}"))
            }
            Kind::HardLink => clean_path(link),
            _ => return,
        };
        if let Ok(target) = target {
            self.links.insert(path, target);
        }
    }

    fn resolved<'n>(&'n self, name: &'n str) -> &'n str {
        let mut name = name;
        for _ in 0..LINK_HOPS_MAX {
            match self.links.get(name) {
                Some(target) => name = target,
                None => break,
            }
        }
        name
    }
}

/// Facts of layers that were read before, and what they depend on.
#[derive(Clone, Copy)]
pub(crate) struct Stored<'a> {
    pub(crate) store: &'a LayerStore,
    pub(crate) analysers: Analysers,
}

impl Stored<'_> {
    /// What is known of a member that is named by what it is.
    fn known(&self, path: &str) -> Option<LayerRead> {
        let known = self.store.known(MemberName::of(path)?.identity())?;
        let diff_id = known.totals.inflated.as_ref()?;
        let facts = self
            .store
            .facts(facts_key(diff_id, &self.analysers, None))?;
        Some(LayerRead {
            facts: Arc::unwrap_or_clone(facts),
            problems: Vec::new(),
            totals: Some(known.totals),
        })
    }

    /// Keeps what was found in a member that is named by what it is.
    fn keep(&self, path: &str, mut read: LayerRead) -> LayerRead {
        self.store.count_read();
        let (Some(name), Some(totals)) = (MemberName::of(path), &read.totals) else {
            return read;
        };
        // The digest of a bare tar as stored is its diff id.
        let stored = match totals.compression {
            Compression::None => totals.inflated.clone(),
            _ => totals.stored.clone(),
        };
        let named = match &name {
            MemberName::Digest(digest) => stored.as_ref() == Some(digest),
            MemberName::Chain(_) => true,
        };
        let (true, true, Some(diff_id)) = (read.problems.is_empty(), named, &totals.inflated)
        else {
            return read;
        };
        let key = facts_key(diff_id, &self.analysers, None);
        let known = Known::of(&Totals {
            stored,
            ..totals.clone()
        });
        read.facts = Arc::unwrap_or_clone(self.store.keep_facts(key, read.facts));
        if let Some(known) = known {
            self.store.keep_known(name.identity(), &known);
        }
        read
    }
}

/// A name of a member that stands for its bytes.
#[derive(Debug, PartialEq, Eq)]
enum MemberName {
    /// The digest of the member: `blobs/sha256/HEX` of Docker 25 and later, `HEX.tar` of Podman.
    Digest(Digest),
    /// `HEX/layer.tar` of earlier ones: a digest over the diff ids up to this layer (Docker image
    /// specification 1.2, chain ids), which cannot be computed from the member. That the facts are
    /// those of the diff id of the configuration is checked wherever they are used.
    Chain(Digest),
}

impl MemberName {
    fn of(path: &str) -> Option<Self> {
        if let Some(folder) = path.strip_suffix("/layer.tar") {
            return format!("sha256:{folder}").parse().ok().map(Self::Chain);
        }
        blob_digest(path.strip_suffix(".tar").unwrap_or(path)).map(Self::Digest)
    }

    /// A digest is known as blobs of registries are, so that either serves the other.
    fn identity(&self) -> Key {
        match self {
            MemberName::Digest(digest) => Key::new("blob").text(digest.as_str()).finish(),
            MemberName::Chain(digest) => Key::new("chain").text(digest.as_str()).finish(),
        }
    }
}

impl Files for Streamed<'_> {
    fn path(&self) -> &Path {
        &self.name
    }

    /// A document from memory; a layer from a stream that is asked for once more, as only links to
    /// content elsewhere need.
    fn open(&self, name: &str) -> io::Result<Box<dyn Read + Send + '_>> {
        let name = self.resolved(name);
        if let Some(document) = self.documents.get(name) {
            return Ok(Box::new(Cursor::new(document.as_slice())));
        }
        let missing = || io::Error::new(io::ErrorKind::NotFound, "the stream has no such member");
        if !self.layers.contains_key(name) {
            return Err(missing());
        }
        let body = unix_http::get(&self.socket, &self.asked)?;
        let mut tar = tar(Box::new(body), self.limits)?;
        while let Some(entry) = tar.next_entry().map_err(io::Error::other)? {
            let path = clean_path(&String::from_utf8_lossy(tar.path()));
            if entry.kind == Kind::File && path.as_deref() == Ok(name) {
                return Ok(Box::new(Member(tar)));
            }
        }
        Err(missing())
    }

    fn size(&self, name: &str) -> io::Result<u64> {
        let name = self.resolved(name);
        let document = self.documents.get(name).map(|bytes| bytes.len() as u64);
        let layer = || {
            let totals = self.layers.get(name)?.totals.as_ref()?;
            Some(totals.stored_bytes)
        };
        document
            .or_else(layer)
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn identity(&self, _name: &str) -> Option<Key> {
        None
    }

    fn streamed(&self, name: &str) -> Option<&LayerRead> {
        self.layers.get(self.resolved(name))
    }
}

type Tar<'a> = TarReader<Inflated<'a>>;

fn tar(input: Box<dyn Read + Send>, limits: &Limits) -> io::Result<Tar<'_>> {
    let hashes = Hashes {
        stored: None,
        inflated: None,
    };
    let inflated = Inflated::new(input, hashes, limits, None, None)?;
    let tar_limits = TarLimits {
        pax_bytes_max: limits.pax_bytes_max,
        path_bytes_max: limits.path_bytes_max,
    };
    Ok(TarReader::new(inflated, tar_limits))
}

/// The member at which an archive stands.
struct Member<'a>(Tar<'a>);

impl Read for Member<'_> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        self.0.content().read(target)
    }
}

/// A name in the path of a URL (RFC 3986): slashes and colons stay, as engines route them.
fn encoded(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/:@+".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

/// A whole stream from bytes, for fuzzing: how many members may be layers.
pub(crate) fn stream(bytes: &[u8], pass: &Pass<'_>, limits: &Limits) -> Result<usize, String> {
    let mut streamed = Streamed {
        socket: PathBuf::new(),
        asked: String::new(),
        name: PathBuf::new(),
        limits,
        documents: HashMap::new(),
        links: HashMap::new(),
        layers: BTreeMap::new(),
    };
    let input = Box::new(Cursor::new(bytes.to_vec()));
    match streamed.take_all(input, pass, None) {
        Ok(()) => Ok(streamed.layers.len()),
        Err(error) => Err(chain(&error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_socket_is_that_of_the_engines_own_client() {
        let socket = |kind: EngineKind, set: &[(&str, &str)], there: &[&str]| {
            let variable = |name: &str| {
                let found = set.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            let exists = |path: &Path| there.iter().any(|known| Path::new(known) == path);
            kind.socket(variable, exists)
                .map(|path| path.display().to_string())
        };
        let (docker, podman) = (EngineKind::Docker, EngineKind::Podman);
        assert_eq!(socket(docker, &[], &[]).unwrap(), "/var/run/docker.sock");
        let host = [("DOCKER_HOST", "unix:///tmp/d.sock")];
        assert_eq!(socket(docker, &host, &[]).unwrap(), "/tmp/d.sock");
        assert!(socket(docker, &[("DOCKER_HOST", "tcp://h:2375")], &[]).is_err());
        let user = [("XDG_RUNTIME_DIR", "/run/user/7")];
        let own = "/run/user/7/podman/podman.sock";
        assert_eq!(socket(podman, &user, &[own]).unwrap(), own);
        let both = [own, "/run/podman/podman.sock"];
        assert_eq!(
            socket(podman, &user, &both).unwrap(),
            "/run/podman/podman.sock"
        );
    }

    #[test]
    fn members_are_known_by_names_that_stand_for_their_bytes() {
        let hex = "a".repeat(64);
        let digest: Digest = format!("sha256:{hex}").parse().unwrap();
        for path in [format!("blobs/sha256/{hex}"), format!("{hex}.tar")] {
            let expected = MemberName::Digest(digest.clone());
            assert_eq!(MemberName::of(&path), Some(expected), "{path}");
        }
        let chain = MemberName::of(&format!("{hex}/layer.tar")).unwrap();
        assert_eq!(chain, MemberName::Chain(digest.clone()));
        assert_ne!(chain.identity(), MemberName::Digest(digest).identity());
        for path in ["layer.tar", "app/layer.tar", "1.tar"] {
            assert_eq!(MemberName::of(path), None, "{path}");
        }
    }

    #[test]
    fn a_name_cannot_leave_its_place_in_the_path() {
        assert_eq!(
            encoded("r.example:5000/a/b@sha256:0"),
            "r.example:5000/a/b@sha256:0"
        );
        assert_eq!(encoded("a b?x#y%z\r\n"), "a%20b%3Fx%23y%25z%0D%0A");
    }
}
