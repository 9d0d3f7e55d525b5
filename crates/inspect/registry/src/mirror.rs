//! Registries that are asked in the place of others.
//!
//! From the user, from `registries.conf` in version 2 (containers-registries.conf(5)), where only
//! `prefix`, `location` and the `location` of mirrors count, and from containerd's `hosts.toml`.
//! `insecure` is not obeyed, since whoever is on the way could then put other images in place of
//! tags.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use seaworthy_http::Url;
use serde::Deserialize;
use thiserror::Error;

use crate::hosts::{Hosts, ReadHostsError};
use crate::reference::{Reference, canonical_registry, is_component, is_host};

/// LIMIT: bytes of `registries.conf`. Real ones have some KiB.
pub const REGISTRIES_CONF_BYTES_MAX: u64 = 1024 * 1024;

/// LIMIT: mirrors in all.
pub const MIRRORS_MAX: usize = 256;

/// Who is asked in the place of whom. The default: nobody.
#[derive(Debug, Clone, Default)]
pub struct Mirrors {
    entries: Vec<Entry>,
    /// Hosts that the user wrote with `http://`.
    plain: BTreeSet<String>,
    /// What containerd is told.
    hosts: Hosts,
}

/// Who is asked for an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The image as it is called there.
    pub(crate) image: Reference,
    /// The registry in whose place it is asked, as containerd tells the hosts of `hosts.toml`.
    pub(crate) namespace: Option<String>,
}

impl Asked {
    fn plainly(image: Reference) -> Self {
        Asked {
            image,
            namespace: None,
        }
    }

    /// What stands behind the path of an address: `?ns=docker.io`.
    pub(crate) fn query(&self) -> String {
        let namespace = self.namespace.as_ref();
        namespace.map_or_else(String::new, |namespace| format!("?ns={namespace}"))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    /// A registry, and the first parts of repositories, if any.
    of: Place,
    mirror: Place,
}

/// A registry, and the first parts of repositories in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    registry: String,
    path: String,
}

/// Why there are no mirrors.
#[derive(Debug, Error)]
pub enum ReadMirrorsError {
    /// A text is not of the form `REGISTRY=MIRROR`.
    #[error("`{0}` is not REGISTRY=MIRROR, such as docker.io=mirror.example:5000")]
    Form(String),
    /// More than [`MIRRORS_MAX`].
    #[error("there are more than {MIRRORS_MAX} mirrors")]
    TooMany,
    /// The file cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The file is too long.
    #[error("{} is longer than {REGISTRIES_CONF_BYTES_MAX} bytes", path.display())]
    TooLong {
        /// The file.
        path: PathBuf,
    },
    /// The file is no TOML of its form.
    #[error("{} is malformed", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where and what.
        source: toml::de::Error,
    },
    /// The `hosts.toml` of a registry cannot be used.
    #[error(transparent)]
    Hosts(#[from] ReadHostsError),
}

#[derive(Deserialize)]
struct RawConf {
    #[serde(default)]
    registry: Vec<RawRegistry>,
}

#[derive(Deserialize)]
struct RawRegistry {
    prefix: Option<String>,
    location: Option<String>,
    #[serde(default)]
    mirror: Vec<RawMirror>,
}

#[derive(Deserialize)]
struct RawMirror {
    location: String,
}

impl Mirrors {
    /// Adds `REGISTRY=MIRROR` as a user writes it. Both may have a path behind the host, and the
    /// mirror may begin with `https://` or, to be asked without protection, `http://`.
    ///
    /// # Errors
    /// See [`ReadMirrorsError`].
    pub fn add(&mut self, text: &str) -> Result<(), ReadMirrorsError> {
        let wrong = || ReadMirrorsError::Form(crate::error::quote(text));
        let (of, mirror) = text.split_once('=').ok_or_else(wrong)?;
        let (bare, plain) = match mirror.split_once("://") {
            Some(("http", rest)) => (rest, true),
            Some(("https", rest)) => (rest, false),
            Some(_) => return Err(wrong()),
            None => (mirror, false),
        };
        let of = Place::parse(of).ok_or_else(wrong)?;
        let mirror = Place::parse(bare).ok_or_else(wrong)?;
        if plain {
            self.plain.insert(mirror.registry.clone());
        }
        self.push(Entry { of, mirror })
    }

    /// Adds the mirrors of a `registries.conf`; none if there is no such file.
    ///
    /// # Errors
    /// See [`ReadMirrorsError`].
    pub fn add_file(&mut self, path: &Path) -> Result<(), ReadMirrorsError> {
        let path = || path.to_owned();
        let mut text = String::new();
        let read = File::open(path()).and_then(|file| {
            file.take(REGISTRIES_CONF_BYTES_MAX + 1)
                .read_to_string(&mut text)
        });
        match read {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(source) => {
                return Err(ReadMirrorsError::Read {
                    path: path(),
                    source,
                });
            }
            Ok(_) if text.len() as u64 > REGISTRIES_CONF_BYTES_MAX => {
                return Err(ReadMirrorsError::TooLong { path: path() });
            }
            Ok(_) => {}
        }
        let conf: RawConf =
            toml::from_str(&text).map_err(|source| ReadMirrorsError::Malformed {
                path: path(),
                source,
            })?;
        for registry in conf.registry {
            let of = registry.prefix.or(registry.location);
            // A prefix may be a pattern of hosts, `*.example.com`; those are passed over.
            let Some(of) = of.as_deref().and_then(Place::parse) else {
                continue;
            };
            for mirror in registry.mirror {
                if let Some(mirror) = Place::parse(&mirror.location) {
                    let of = of.clone();
                    self.push(Entry { of, mirror })?;
                }
            }
        }
        Ok(())
    }

    /// Adds what a folder of containerd says, `REGISTRY/hosts.toml`; nothing if there is no such
    /// folder.
    ///
    /// # Errors
    /// See [`ReadHostsError`].
    pub fn add_hosts(&mut self, folder: &Path) -> Result<(), ReadMirrorsError> {
        self.hosts = Hosts::read(folder)?;
        Ok(())
    }

    /// What is written in files and not obeyed, each with the file and what comes of it.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        self.hosts.notes()
    }

    /// Files of authorities that are named for a host.
    pub(crate) fn authorities(&self, url: &Url) -> impl Iterator<Item = &PathBuf> {
        self.hosts.authorities(url)
    }

    /// Whether files of authorities are named for any host.
    pub(crate) fn has_authorities(&self) -> bool {
        self.hosts.has_authorities()
    }

    fn push(&mut self, entry: Entry) -> Result<(), ReadMirrorsError> {
        if self.entries.len() >= MIRRORS_MAX {
            return Err(ReadMirrorsError::TooMany);
        }
        self.entries.push(entry);
        Ok(())
    }

    /// The same image in each mirror of its registry, in the order to ask, and who is asked last:
    /// the registry, or who stands for it.
    pub(crate) fn of(&self, image: &Reference) -> (Vec<Asked>, Asked) {
        let entries = self.entries.iter();
        let mirrors = entries.filter_map(|Entry { of, mirror }| {
            let rest = match of.path.as_str() {
                _ if of.registry != image.registry() => return None,
                "" => image.repository(),
                path => image.repository().strip_prefix(path)?.strip_prefix('/')?,
            };
            Some(Asked::plainly(mirror.of(image, rest)))
        });
        let mut all: Vec<Asked> = mirrors.collect();
        let (hosts, last) = self.hosts.of(image);
        all.extend(hosts);
        (all, last.unwrap_or_else(|| Asked::plainly(image.clone())))
    }

    /// Whether the user wrote this mirror with `http://`.
    pub(crate) fn is_plain(&self, registry: &str) -> bool {
        self.plain.contains(registry) || self.hosts.is_plain(registry)
    }
}

impl Place {
    /// An image of this place, by the rest of its repository.
    pub(crate) fn of(&self, image: &Reference, rest: &str) -> Reference {
        let repository = match self.path.as_str() {
            "" => rest.to_owned(),
            path => format!("{path}/{rest}"),
        };
        image.elsewhere(&self.registry, &repository)
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches('/');
        let (host, path) = text.split_once('/').unwrap_or((text, ""));
        let valid = is_host(host) && (path.is_empty() || path.split('/').all(is_component));
        valid.then(|| Self {
            registry: canonical_registry(host),
            path: path.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(mirrors: &Mirrors, image: &str) -> Vec<String> {
        let image = image.parse().expect("an image");
        let (asked, _) = mirrors.of(&image);
        asked.iter().map(|asked| asked.image.to_string()).collect()
    }

    #[test]
    fn a_mirror_is_asked_for_the_same_image() {
        let mut mirrors = Mirrors::default();
        for text in [
            "docker.io=mirror.example:5000",
            "docker.io=http://plain.example/hub",
            "r.example/team=other.example/copy",
        ] {
            mirrors.add(text).expect(text);
        }
        assert_eq!(
            asked(&mirrors, "alpine:3"),
            [
                "mirror.example:5000/library/alpine:3",
                "plain.example/hub/library/alpine:3"
            ]
        );
        assert_eq!(
            asked(&mirrors, "r.example/team/app"),
            ["other.example/copy/app:latest"]
        );
        assert!(asked(&mirrors, "r.example/teamwork/app").is_empty());
        assert!(mirrors.is_plain("plain.example") && !mirrors.is_plain("mirror.example:5000"));
        for text in [
            "",
            "docker.io",
            "=x",
            "a b=c",
            "docker.io=ftp://x",
            "docker.io=../x",
        ] {
            assert!(
                matches!(mirrors.add(text), Err(ReadMirrorsError::Form(_))),
                "{text}"
            );
        }
    }

    #[test]
    fn mirrors_are_read_from_registries_conf() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("registries.conf");
        let text = "unqualified-search-registries = ['docker.io']\n\
            [[registry]]\nlocation = 'docker.io'\n\
            [[registry.mirror]]\nlocation = 'mirror.example/hub'\ninsecure = true\n\
            [[registry]]\nprefix = '*.example.com'\n[[registry.mirror]]\nlocation = 'x.example'\n";
        std::fs::write(&path, text).unwrap();
        let mut mirrors = Mirrors::default();
        mirrors.add_file(&path).unwrap();
        mirrors.add_file(&folder.path().join("missing")).unwrap();
        assert_eq!(
            asked(&mirrors, "alpine:3"),
            ["mirror.example/hub/library/alpine:3"]
        );
        assert!(!mirrors.is_plain("mirror.example"));
        std::fs::write(&path, "[[registry]\n").unwrap();
        assert!(matches!(
            mirrors.add_file(&path),
            Err(ReadMirrorsError::Malformed { .. })
        ));
        let long = " ".repeat(REGISTRIES_CONF_BYTES_MAX as usize + 1);
        std::fs::write(&path, long).unwrap();
        assert!(matches!(
            mirrors.add_file(&path),
            Err(ReadMirrorsError::TooLong { .. })
        ));
    }

    #[test]
    fn mirrors_end_at_their_limit() {
        let mut mirrors = Mirrors::default();
        for _ in 0..MIRRORS_MAX {
            mirrors.add("docker.io=m.example").unwrap();
        }
        assert!(matches!(
            mirrors.add("docker.io=m.example"),
            Err(ReadMirrorsError::TooMany)
        ));
    }
}
