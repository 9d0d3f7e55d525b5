//! `hosts.toml` of containerd: whom to ask in the place of a registry.
//!
//! containerd's registry configuration (docs/hosts.md): `FOLDER/REGISTRY/hosts.toml`, with
//! `_default` for registries without a folder. Of a host its address, `capabilities`, `ca` and
//! `override_path` count. What would weaken or change how it is asked and is not obeyed
//! (`skip_verify`, client certificates, headers of its own, addresses outside of `/v2`) is told as
//! a note, never passed over in silence.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use seaworthy_http::Url;
use serde::Deserialize;
use thiserror::Error;
use toml::Spanned;

use crate::mirror::{Asked, Place};
use crate::reference::{Reference, canonical_registry, is_host};

/// LIMIT: bytes of one `hosts.toml`. Real ones have less than one KiB.
pub const HOSTS_TOML_BYTES_MAX: u64 = 64 * 1024;

/// LIMIT: registries with a folder of their own. A node knows a handful.
pub const HOSTS_FOLDERS_MAX: usize = 1_000;

/// LIMIT: hosts of one registry; each that does not answer costs time.
pub const HOSTS_MAX: usize = 16;

/// LIMIT: notes on what is not obeyed; after so many a person knows.
const NOTES_MAX: usize = 20;

/// The folder whose name stands for all registries without one.
const DEFAULT: &str = "_default";

/// Why the configuration of hosts cannot be used.
#[derive(Debug, Error)]
pub enum ReadHostsError {
    /// A folder or file cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// It.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// A file is too long.
    #[error("{} is longer than {HOSTS_TOML_BYTES_MAX} bytes", path.display())]
    TooLong {
        /// The file.
        path: PathBuf,
    },
    /// There are more than [`HOSTS_FOLDERS_MAX`] folders.
    #[error("{} has more than {HOSTS_FOLDERS_MAX} folders", path.display())]
    TooManyFolders {
        /// The folder of all.
        path: PathBuf,
    },
    /// A file names more than [`HOSTS_MAX`] hosts.
    #[error("{} names more than {HOSTS_MAX} hosts", path.display())]
    TooManyHosts {
        /// The file.
        path: PathBuf,
    },
    /// A file is no TOML of its form.
    #[error("{} is malformed", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where and what.
        source: toml::de::Error,
    },
    /// A file names a host by something that is no address.
    #[error("{} names `{address}`, which is no address of a registry", path.display())]
    Address {
        /// The file.
        path: PathBuf,
        /// The text.
        address: String,
    },
    /// The authorities that a file names for a host cannot be read.
    #[error("{} names the authorities {}, which cannot be read", path.display(), file.display())]
    Authorities {
        /// The file.
        path: PathBuf,
        /// The file of authorities.
        file: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}

/// All that a folder says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hosts {
    registries: BTreeMap<String, Registry>,
    default: Option<Registry>,
    /// Files of authorities by host and port.
    authorities: BTreeMap<(String, u16), BTreeSet<PathBuf>>,
    plain: BTreeSet<String>,
    notes: Vec<String>,
}

/// Whom to ask for images of one registry.
#[derive(Debug, Clone, Default)]
struct Registry {
    mirrors: Vec<Host>,
    /// Who is asked at last, if not the registry itself.
    server: Option<Host>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Host {
    place: Place,
    /// Whether it may say which image a tag stands for.
    resolves: bool,
}

#[derive(Deserialize)]
struct RawFile {
    server: Option<String>,
    #[serde(default)]
    host: BTreeMap<Spanned<String>, RawHost>,
    /// What stands beside `server` is about it.
    #[serde(flatten)]
    of_server: RawHost,
}

#[derive(Default, Deserialize)]
struct RawHost {
    #[serde(default)]
    capabilities: Vec<String>,
    ca: Option<OneOrMany>,
    /// A text, a list of texts, or a list of pairs.
    client: Option<toml::Value>,
    #[serde(default)]
    skip_verify: bool,
    #[serde(default)]
    override_path: bool,
    #[serde(default)]
    header: toml::Table,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(PathBuf),
    Many(Vec<PathBuf>),
}

impl Hosts {
    /// Reads all `REGISTRY/hosts.toml` of a folder; none if there is no such folder.
    pub(crate) fn read(folder: &Path) -> Result<Self, ReadHostsError> {
        let mut hosts = Hosts::default();
        let failed = |source| ReadHostsError::Read {
            path: folder.to_owned(),
            source,
        };
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(hosts),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                hosts.forbidden(folder);
                return Ok(hosts);
            }
            Err(error) => return Err(failed(error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            // A name that is no text is that of no registry.
            if let Ok(name) = entry.map_err(failed)?.file_name().into_string() {
                names.push(name);
            }
            if names.len() > HOSTS_FOLDERS_MAX {
                let path = folder.to_owned();
                return Err(ReadHostsError::TooManyFolders { path });
            }
        }
        names.sort();
        for name in names {
            let file = folder.join(&name).join("hosts.toml");
            let text = match read_file(&file) {
                Ok(Some(text)) => text,
                Ok(None) => continue,
                Err(ReadHostsError::Read { source, .. })
                    if source.kind() == io::ErrorKind::PermissionDenied =>
                {
                    hosts.forbidden(&file);
                    continue;
                }
                Err(error) => return Err(error),
            };
            let registry = registry_of(&name);
            let read = hosts.file(&file, registry.as_deref(), &text)?;
            match registry {
                Some(registry) => hosts.registries.insert(registry, read).map(drop),
                None if name == DEFAULT => hosts.default.replace(read).map(drop),
                None => None,
            };
        }
        Ok(hosts)
    }

    /// One file. `registry` is the one that it is about; none for all others.
    fn file(
        &mut self,
        path: &Path,
        registry: Option<&str>,
        text: &str,
    ) -> Result<Registry, ReadHostsError> {
        let file: RawFile = toml::from_str(text).map_err(|source| ReadHostsError::Malformed {
            path: path.to_owned(),
            source,
        })?;
        let mut hosts: Vec<(Spanned<String>, RawHost)> = file.host.into_iter().collect();
        if hosts.len() > HOSTS_MAX {
            let path = path.to_owned();
            return Err(ReadHostsError::TooManyHosts { path });
        }
        // They are asked in the order in which they are written.
        hosts.sort_by_key(|(address, _)| address.span().start);
        let mut found = Registry::default();
        for (address, host) in hosts {
            found
                .mirrors
                .extend(self.host(path, address.get_ref(), &host)?);
        }
        let own = registry.map(|registry| format!("https://{registry}"));
        match (file.server, own) {
            (Some(server), _) => found.server = self.host(path, &server, &file.of_server)?,
            // Authorities of a registry without `server` are its own.
            (None, Some(own)) => {
                self.host(path, &own, &file.of_server)?;
            }
            (None, None) => {}
        }
        Ok(found)
    }

    /// One host, unless it cannot be asked in the way that is written.
    fn host(
        &mut self,
        path: &Path,
        address: &str,
        host: &RawHost,
    ) -> Result<Option<Host>, ReadHostsError> {
        let wrong = || ReadHostsError::Address {
            path: path.to_owned(),
            address: crate::error::quote(address),
        };
        let text = match address.split_once("://") {
            Some(("http" | "https", _)) => address.to_owned(),
            Some(_) => return Err(wrong()),
            None => format!("https://{address}"),
        };
        let url = Url::parse(&text).map_err(|_| wrong())?;
        let (scheme, rest) = text.split_once("://").ok_or_else(wrong)?;
        let (name, below) = rest.split_once('/').unwrap_or((rest, ""));
        if !is_host(name) {
            return Err(wrong());
        }
        let pulls = host.capabilities.is_empty() || host.has("pull") || host.has("resolve");
        if !pulls {
            return Ok(None);
        }
        let below = below.trim_end_matches('/');
        let repositories = match below.strip_prefix("v2") {
            Some("") => Some(""),
            Some(rest) if host.override_path => rest.strip_prefix('/'),
            _ if below.is_empty() && !host.override_path => Some(""),
            _ => None,
        };
        let place = repositories.and_then(|path| Place::parse(&format!("{name}/{path}")));
        let refused = match (&place, &host.client, host.header.is_empty()) {
            (None, _, _) => Some(
                "addresses are understood as HOST, HOST/v2 or, with \
                                  override_path, HOST/v2/PATH",
            ),
            (_, Some(_), _) => Some("client certificates are not supported"),
            (_, _, false) => Some("headers of its own are not supported"),
            _ => None,
        };
        let (Some(place), None) = (place, refused) else {
            self.note(path, name, refused.unwrap_or_default(), "it is not asked");
            return Ok(None);
        };
        if host.skip_verify {
            self.note(
                path,
                name,
                "skip_verify is not obeyed",
                "its certificate is verified",
            );
        }
        for file in host.authorities() {
            let file = path.parent().unwrap_or(path).join(file);
            File::open(&file).map_err(|source| ReadHostsError::Authorities {
                path: path.to_owned(),
                file: file.clone(),
                source,
            })?;
            let key = (url.host().to_owned(), url.port());
            self.authorities.entry(key).or_default().insert(file);
        }
        if scheme == "http" {
            self.plain.insert(canonical_registry(name));
        }
        Ok(Some(Host {
            place,
            resolves: host.capabilities.is_empty() || host.has("resolve"),
        }))
    }

    /// What is kept from this user is the configuration of others.
    fn forbidden(&mut self, path: &Path) {
        if self.notes.len() < NOTES_MAX {
            let path = path.display();
            self.notes.push(format!(
                "{path} may not be read; registries are asked without it"
            ));
        }
    }

    fn note(&mut self, path: &Path, host: &str, why: &str, then: &str) {
        if self.notes.len() < NOTES_MAX {
            let path = path.display();
            self.notes.push(format!("{path}: {host}: {why}; {then}"));
        }
    }

    /// What is written and not obeyed.
    pub(crate) fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Whether a host is written with `http://`.
    pub(crate) fn is_plain(&self, registry: &str) -> bool {
        self.plain.contains(registry)
    }

    /// Files of authorities of a host.
    pub(crate) fn authorities(&self, url: &Url) -> impl Iterator<Item = &PathBuf> {
        let key = (url.host().to_owned(), url.port());
        self.authorities.get(&key).into_iter().flatten()
    }

    /// Whether any host has authorities of its own.
    pub(crate) fn has_authorities(&self) -> bool {
        !self.authorities.is_empty()
    }

    /// The same image at each host of its registry, in the order to ask, and at the last one, if
    /// that is not the registry.
    pub(crate) fn of(&self, image: &Reference) -> (Vec<Asked>, Option<Asked>) {
        let registry = self.registries.get(image.registry());
        let Some(registry) = registry.or(self.default.as_ref()) else {
            return (Vec::new(), None);
        };
        let asked = |host: &Host| Asked {
            image: host.place.of(image, image.repository()),
            namespace: Some(image.registry().to_owned()),
        };
        let usable = |host: &&Host| host.resolves || image.digest().is_some();
        let itself = |host: &&Host| host.place.of(image, image.repository()) == *image;
        let mirrors = registry.mirrors.iter().filter(usable).map(asked).collect();
        let server = registry.server.as_ref().filter(usable);
        (mirrors, server.filter(|host| !itself(host)).map(asked))
    }
}

impl RawHost {
    fn has(&self, capability: &str) -> bool {
        self.capabilities.iter().any(|known| known == capability)
    }

    fn authorities(&self) -> &[PathBuf] {
        match &self.ca {
            None => &[],
            Some(OneOrMany::One(file)) => std::slice::from_ref(file),
            Some(OneOrMany::Many(files)) => files,
        }
    }
}

/// A file in one piece; none if there is none.
fn read_file(path: &Path) -> Result<Option<String>, ReadHostsError> {
    let mut text = String::new();
    let read = File::open(path).and_then(|file| {
        file.take(HOSTS_TOML_BYTES_MAX + 1)
            .read_to_string(&mut text)
    });
    let path = || path.to_owned();
    match read {
        Ok(_) if text.len() as u64 > HOSTS_TOML_BYTES_MAX => {
            Err(ReadHostsError::TooLong { path: path() })
        }
        Ok(_) => Ok(Some(text)),
        // A file beside the folders has no `hosts.toml` either.
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            Ok(None)
        }
        Err(source) => Err(ReadHostsError::Read {
            path: path(),
            source,
        }),
    }
}

/// The registry of a folder: `docker.io`, `r.example:5000`, or `r.example_5000_` where a colon
/// cannot stand in a name.
fn registry_of(folder: &str) -> Option<String> {
    let name = match folder
        .strip_suffix('_')
        .and_then(|name| name.rsplit_once('_'))
    {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("{host}:{port}")
        }
        _ => folder.to_owned(),
    };
    (folder != DEFAULT && is_host(&name)).then(|| canonical_registry(&name))
}

/// How many registries a file has hosts for, from bytes, for fuzzing: one or none.
#[must_use]
pub fn read_hosts_toml(bytes: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut hosts = Hosts::default();
    let path = Path::new("/nowhere/hosts.toml");
    let read = hosts.file(path, Some("r.example"), text).ok()?;
    Some(read.mirrors.len() + usize::from(read.server.is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with the files of these registries.
    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let own = folder.path().join(name);
            fs::create_dir_all(&own).unwrap();
            fs::write(own.join("hosts.toml"), text).unwrap();
        }
        folder
    }

    fn asked(hosts: &Hosts, image: &str) -> (Vec<String>, Option<String>) {
        let image: Reference = image.parse().unwrap();
        let (mirrors, last) = hosts.of(&image);
        let name = |asked: Asked| asked.image.to_string();
        (mirrors.into_iter().map(name).collect(), last.map(name))
    }

    #[test]
    fn hosts_are_asked_in_their_order_and_the_server_last() {
        let text = "server = 'https://upstream.example'\n\
            [host.'https://z.example:5000']\n\
            [host.'http://a.example/v2/hub']\noverride_path = true\n\
            [host.'b.example']\ncapabilities = ['pull']\n\
            [host.'https://push.example']\ncapabilities = ['push']\n";
        let folder = folder(&[
            ("docker.io", text),
            ("_default", "[host.'https://d.example']\n"),
        ]);
        let hosts = Hosts::read(folder.path()).unwrap();
        assert!(hosts.notes().is_empty(), "{:?}", hosts.notes());
        let (mirrors, last) = asked(&hosts, "alpine:3");
        let first = [
            "z.example:5000/library/alpine:3",
            "a.example/hub/library/alpine:3",
        ];
        assert_eq!(mirrors, first);
        assert_eq!(last.as_deref(), Some("upstream.example/library/alpine:3"));
        assert!(hosts.is_plain("a.example") && !hosts.is_plain("z.example:5000"));
        // Who may not say what a tag stands for is asked for digests.
        let digest = format!("alpine@sha256:{}", "a".repeat(64));
        assert_eq!(asked(&hosts, &digest).0.len(), 3);
        let other = asked(&hosts, "r.example/app:1");
        assert_eq!(other, (vec!["d.example/app:1".to_owned()], None));
    }

    #[test]
    fn a_server_that_is_the_registry_is_the_registry() {
        let text = "server = 'https://registry-1.docker.io'\n[host.'https://m.example']\n";
        let folder = folder(&[("docker.io", text), ("r.example_5000_", text)]);
        let hosts = Hosts::read(folder.path()).unwrap();
        assert_eq!(asked(&hosts, "alpine:3").1, None);
        let (mirrors, _) = asked(&hosts, "r.example:5000/app:1");
        assert_eq!(mirrors, ["m.example/app:1"]);
    }

    #[test]
    fn what_is_not_obeyed_is_told() {
        let cases = [
            ("client = '/x.pem'", "client certificates", 0),
            ("client = [['/c.pem', '/k.pem']]", "client certificates", 0),
            (
                "[host.'https://m.example'.header]\nX = 'y'",
                "headers of its own",
                0,
            ),
            ("override_path = true", "addresses are understood", 0),
            ("skip_verify = true", "its certificate is verified", 1),
        ];
        for (line, part, count) in cases {
            let text = format!("[host.'https://m.example']\n{line}\n");
            let folder = folder(&[("docker.io", &text)]);
            let hosts = Hosts::read(folder.path()).unwrap();
            assert_eq!(asked(&hosts, "alpine:3").0.len(), count, "{line}");
            assert_eq!(hosts.notes().len(), 1, "{line}");
            let note = &hosts.notes()[0];
            assert!(note.contains(part) && note.contains("m.example"), "{note}");
        }
    }

    #[test]
    fn a_file_that_cannot_be_used_is_an_error_with_its_path() {
        let long = " ".repeat(HOSTS_TOML_BYTES_MAX as usize + 1);
        let many: String = (0..=HOSTS_MAX)
            .map(|n| format!("[host.'https://m{n}.example']\n"))
            .collect();
        let cases = [
            ("[host.\n", "is malformed"),
            ("server = 7\n", "is malformed"),
            ("[host.'ftp://m.example']\n", "no address"),
            ("[host.'https://a b']\n", "no address"),
            ("[host.'https://m.example']\nca = 'gone.pem'\n", "gone.pem"),
            (long.as_str(), "longer than"),
            (many.as_str(), "more than 16 hosts"),
        ];
        for (text, part) in cases {
            let folder = folder(&[("docker.io", text)]);
            let error = Hosts::read(folder.path()).unwrap_err().to_string();
            assert!(error.contains(part), "{part}: {error}");
            assert!(error.contains("docker.io/hosts.toml"), "{error}");
        }
    }

    #[test]
    fn no_folder_is_no_configuration_and_too_many_are_an_error() {
        let folder = folder(&[("not a registry", "[host.'https://m.example']\n")]);
        fs::write(folder.path().join("README"), "").unwrap();
        let hosts = Hosts::read(folder.path()).unwrap();
        assert!(asked(&hosts, "alpine:3").0.is_empty());
        assert!(
            Hosts::read(&folder.path().join("gone"))
                .unwrap()
                .registries
                .is_empty()
        );
        for number in 0..=HOSTS_FOLDERS_MAX {
            fs::create_dir(folder.path().join(format!("r{number}.example"))).unwrap();
        }
        let error = Hosts::read(folder.path()).unwrap_err();
        assert!(matches!(error, ReadHostsError::TooManyFolders { .. }));
    }

    #[test]
    fn authorities_belong_to_their_host() {
        let text = "ca = 'own.pem'\n[host.'https://m.example:5000']\nca = ['m.pem', '/dev/null']\n";
        let folder = folder(&[("r.example", text)]);
        for name in ["own.pem", "m.pem"] {
            fs::write(folder.path().join("r.example").join(name), "").unwrap();
        }
        let hosts = Hosts::read(folder.path()).unwrap();
        let count = |url: &str| hosts.authorities(&Url::parse(url).unwrap()).count();
        assert_eq!(count("https://m.example:5000/v2/"), 2);
        assert_eq!(count("https://r.example/v2/"), 1);
        assert_eq!(count("https://m.example/v2/"), 0);
        assert!(hosts.has_authorities());
    }
}
