//! Names of images: `[registry/]repository[:tag][@digest]`.
//!
//! The grammar is the one of the OCI Distribution Specification 1.1 ("Pulling manifests"); what is
//! left out is filled in as Docker does: registry `docker.io`, namespace `library`, tag `latest`.

use std::fmt;
use std::str::FromStr;

use seaworthy_model::{Digest, DigestError};
use thiserror::Error;

/// LIMIT: longest reference in bytes: a name, a tag and a `sha512` digest at their longest.
pub const REFERENCE_BYTES_MAX: usize = 255 + 1 + TAG_BYTES_MAX + 1 + 135;

/// LIMIT: longest registry and repository together; many registries take no more.
pub const NAME_BYTES_MAX: usize = 255;

/// LIMIT: longest tag, from the specification.
pub const TAG_BYTES_MAX: usize = 128;

/// The registry that a name without one means.
pub const DEFAULT_REGISTRY: &str = "docker.io";

/// Where [`DEFAULT_REGISTRY`] answers.
const DEFAULT_REGISTRY_HOST: &str = "registry-1.docker.io";

/// Other names under which people know [`DEFAULT_REGISTRY`].
const DEFAULT_REGISTRY_NAMES: [&str; 2] = ["index.docker.io", DEFAULT_REGISTRY_HOST];

/// What stands for the repository where a registry as a whole is asked.
pub(crate) const CATALOG: &str = "_catalog";

/// The name of an image in a registry. Never without a tag or a digest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    registry: String,
    repository: String,
    tag: Option<String>,
    digest: Option<Digest>,
}

/// Why a text names no image.
#[derive(Debug, Error)]
pub enum ParseReferenceError {
    /// Nothing there.
    #[error("the image reference is empty")]
    Empty,
    /// Longer than [`REFERENCE_BYTES_MAX`], or its name than [`NAME_BYTES_MAX`].
    #[error("the image reference is too long")]
    TooLong,
    /// The registry is no host with an optional port.
    #[error("the registry of the image reference is not a host with an optional port")]
    Registry,
    /// The repository has characters or separators that no repository has.
    #[error(
        "the repository of the image reference is not made of lower-case letters, digits and \
         single separators"
    )]
    Repository,
    /// The tag has characters that no tag has, or is too long.
    #[error("the tag of the image reference is not made of letters, digits, `_`, `.` and `-`")]
    Tag,
    /// The digest is none.
    #[error("the digest of the image reference is not valid")]
    Digest(#[source] DigestError),
}

impl Reference {
    /// The registry as people name it, with its port: `docker.io`, `localhost:5000`.
    #[must_use]
    pub fn registry(&self) -> &str {
        &self.registry
    }

    /// The host, with its port, that answers for the registry.
    #[must_use]
    pub fn host(&self) -> &str {
        if self.registry == DEFAULT_REGISTRY {
            DEFAULT_REGISTRY_HOST
        } else {
            &self.registry
        }
    }

    /// The repository: `library/alpine`.
    #[must_use]
    pub fn repository(&self) -> &str {
        &self.repository
    }

    /// The tag, if the reference has one.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// The digest, if the reference has one.
    #[must_use]
    pub fn digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }

    /// What a manifest is asked for by: the digest goes before the tag.
    #[must_use]
    pub fn identifier(&self) -> &str {
        match (&self.digest, &self.tag) {
            (Some(digest), _) => digest.as_str(),
            (None, Some(tag)) => tag,
            (None, None) => "latest",
        }
    }

    /// The name under which a registry as a whole is asked: its catalogue, which is in no
    /// repository.
    pub(crate) fn of_registry(host: &str) -> Result<Self, ParseReferenceError> {
        // A host without a dot or a port would be a namespace in the name of an image.
        let text = format!("{host}/x");
        let (registry, "x") = split_registry(&text)? else {
            return Err(ParseReferenceError::Registry);
        };
        Ok(Self {
            registry,
            repository: CATALOG.to_owned(),
            tag: None,
            digest: None,
        })
    }

    /// The same tag and digest in another place.
    pub(crate) fn elsewhere(&self, registry: &str, repository: &str) -> Self {
        Self {
            registry: registry.to_owned(),
            repository: repository.to_owned(),
            tag: self.tag.clone(),
            digest: self.digest.clone(),
        }
    }

    /// The same repository by tag alone.
    ///
    /// # Errors
    /// [`ParseReferenceError::Tag`] when it is none.
    pub fn at_tag(&self, tag: &str) -> Result<Self, ParseReferenceError> {
        if !is_tag(tag) {
            return Err(ParseReferenceError::Tag);
        }
        Ok(Self {
            registry: self.registry.clone(),
            repository: self.repository.clone(),
            tag: Some(tag.to_owned()),
            digest: None,
        })
    }

    /// The same repository by digest alone.
    #[must_use]
    pub fn at_digest(&self, digest: Digest) -> Self {
        Self {
            registry: self.registry.clone(),
            repository: self.repository.clone(),
            tag: None,
            digest: Some(digest),
        }
    }
}

impl FromStr for Reference {
    type Err = ParseReferenceError;

    fn from_str(text: &str) -> Result<Self, ParseReferenceError> {
        if text.is_empty() {
            return Err(ParseReferenceError::Empty);
        }
        if text.len() > REFERENCE_BYTES_MAX {
            return Err(ParseReferenceError::TooLong);
        }
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (
                rest,
                Some(digest.parse().map_err(ParseReferenceError::Digest)?),
            ),
            None => (text, None),
        };
        let (registry, rest) = split_registry(rest)?;
        let (path, tag) = match rest.rsplit_once(':') {
            Some((path, tag)) => (path, Some(tag)),
            None => (rest, None),
        };
        if tag.is_some_and(|tag| !is_tag(tag)) {
            return Err(ParseReferenceError::Tag);
        }
        let repository = match registry.as_str() {
            DEFAULT_REGISTRY if !path.contains('/') => format!("library/{path}"),
            _ => path.to_owned(),
        };
        if path.is_empty() || !repository.split('/').all(is_component) {
            return Err(ParseReferenceError::Repository);
        }
        if registry.len() + 1 + repository.len() > NAME_BYTES_MAX {
            return Err(ParseReferenceError::TooLong);
        }
        let default = if digest.is_none() {
            Some("latest")
        } else {
            None
        };
        let tag = tag.or(default).map(str::to_owned);
        Ok(Self {
            registry,
            repository,
            tag,
            digest,
        })
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.registry, self.repository)?;
        if let Some(tag) = &self.tag {
            write!(out, ":{tag}")?;
        }
        match &self.digest {
            Some(digest) => write!(out, "@{}", digest.as_str()),
            None => Ok(()),
        }
    }
}

/// The one name of a registry that has several.
pub(crate) fn canonical_registry(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    if DEFAULT_REGISTRY_NAMES.contains(&name.as_str()) {
        DEFAULT_REGISTRY.to_owned()
    } else {
        name
    }
}

/// The first part is a registry when it looks like a host: a dot, a port, or `localhost`.
fn split_registry(text: &str) -> Result<(String, &str), ParseReferenceError> {
    let Some((first, rest)) = text.split_once('/') else {
        return Ok((DEFAULT_REGISTRY.to_owned(), text));
    };
    let host_like = first.contains(['.', ':', '['])
        || first == "localhost"
        || first.bytes().any(|byte| byte.is_ascii_uppercase());
    if !host_like {
        return Ok((DEFAULT_REGISTRY.to_owned(), text));
    }
    if !is_host(first) {
        return Err(ParseReferenceError::Registry);
    }
    Ok((canonical_registry(first), rest))
}

pub(crate) fn is_host(text: &str) -> bool {
    let (host, port) = if let Some(rest) = text.strip_prefix('[') {
        let Some((address, tail)) = rest.split_once(']') else {
            return false;
        };
        let port = if tail.is_empty() {
            Some(None)
        } else {
            tail.strip_prefix(':').map(Some)
        };
        let Some(port) = port else { return false };
        if address.parse::<std::net::Ipv6Addr>().is_err() {
            return false;
        }
        ("bracketed", port)
    } else {
        text.split_once(':')
            .map_or((text, None), |(host, port)| (host, Some(port)))
    };
    let label = |label: &str| {
        let inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        !label.is_empty()
            && label.bytes().all(inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let digits = |port: &str| {
        port.bytes().all(|byte| byte.is_ascii_digit())
            && port.parse::<u16>().is_ok_and(|port| port > 0)
    };
    host.split('.').all(label) && port.is_none_or(digits)
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
pub(crate) fn is_component(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    let ends = [bytes.first(), bytes.last()];
    if !ends.iter().all(|end| end.is_some_and(|byte| word(*byte))) {
        return false;
    }
    bytes.split(|byte| word(*byte)).all(|separator| {
        matches!(separator, b"" | b"." | b"_" | b"__") || separator.iter().all(|byte| *byte == b'-')
    })
}

fn is_tag(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.len() <= TAG_BYTES_MAX
        && text.bytes().next().is_some_and(word)
        && text.bytes().all(|byte| word(byte) || b".-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn what_is_left_out_is_filled_in() {
        let cases = [
            ("alpine", "docker.io/library/alpine:latest"),
            ("alpine:3.20", "docker.io/library/alpine:3.20"),
            ("grafana/loki", "docker.io/grafana/loki:latest"),
            ("docker.io/alpine", "docker.io/library/alpine:latest"),
            ("index.docker.io/a/b:c", "docker.io/a/b:c"),
            ("localhost/app", "localhost/app:latest"),
            ("localhost:5000/app:v1", "localhost:5000/app:v1"),
            ("Example.COM:80/a/b/c", "example.com:80/a/b/c:latest"),
            ("[::1]:5000/app", "[::1]:5000/app:latest"),
            ("a.b/c__d/e--f.g:T_1", "a.b/c__d/e--f.g:T_1"),
        ];
        for (text, full) in cases {
            let reference: Reference = text.parse().expect(text);
            assert_eq!(reference.to_string(), full);
            let again: Reference = full.parse().expect(full);
            assert_eq!(again, reference);
        }
    }

    #[test]
    fn a_digest_stands_alone_or_behind_a_tag() {
        let alone: Reference = format!("app@sha256:{HEX}").parse().expect("valid");
        assert_eq!(
            (alone.tag(), alone.identifier()),
            (None, &*format!("sha256:{HEX}"))
        );
        let both: Reference = format!("r.io/app:1@sha256:{HEX}").parse().expect("valid");
        assert_eq!(
            (both.tag(), both.identifier()),
            (Some("1"), &*format!("sha256:{HEX}"))
        );
        assert_eq!(both.to_string(), format!("r.io/app:1@sha256:{HEX}"));
    }

    #[test]
    fn the_default_registry_answers_at_its_own_host() {
        let reference: Reference = "alpine".parse().expect("valid");
        assert_eq!(
            (reference.registry(), reference.host()),
            ("docker.io", "registry-1.docker.io")
        );
    }

    #[test]
    fn what_names_no_image_is_refused() {
        let long = "a".repeat(NAME_BYTES_MAX);
        let long_tag = format!("app:{}", "t".repeat(TAG_BYTES_MAX + 1));
        let cases = [
            "",
            ":",
            "/",
            "app:",
            "app:-x",
            "app:a/b",
            "App",
            "a//b",
            "a/",
            "/a",
            "a..b",
            "a___b",
            "-a",
            "a-",
            "a b",
            "ho_st.io/a",
            "host.io:/a",
            "host.io:99999/a",
            "[::1/a",
            "-x.io/a",
            "a@sha256:00",
            "a@",
            "a:b@c",
            "a\u{e9}",
            "x.io/",
            "x.io/:tag",
            &long,
            &long_tag,
        ];
        for text in cases {
            assert!(text.parse::<Reference>().is_err(), "{text:?}");
        }
        let huge = "a".repeat(REFERENCE_BYTES_MAX + 1);
        assert!(matches!(
            huge.parse::<Reference>(),
            Err(ParseReferenceError::TooLong)
        ));
    }

    #[test]
    fn a_climbing_path_is_no_repository() {
        for text in [
            "a/../b",
            "r.io/../x",
            "r.io/./x",
            "r.io/a%2fb",
            "r.io/a?b",
            "r.io/a#b",
        ] {
            assert!(text.parse::<Reference>().is_err(), "{text}");
        }
    }
}
