//! The parts of a reference to an image (distribution, reference grammar).

/// A reference, cut into its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ImageName<'a> {
    /// The host with its port; nothing where the default registry is meant.
    pub registry: Option<&'a str>,
    /// The path in the registry, as it is written.
    pub repository: &'a str,
    /// The tag.
    pub tag: Option<&'a str>,
    /// The digest, as in `sha256:…`.
    pub digest: Option<&'a str>,
}

impl<'a> ImageName<'a> {
    /// Cuts a reference; nothing where it cannot be one.
    pub(crate) fn of(text: &'a str) -> Option<Self> {
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (text, None),
        };
        let slash = rest.rfind('/').map_or(0, |at| at + 1);
        let (path, tag) = match rest.get(slash..)?.find(':') {
            Some(at) => (rest.get(..slash + at)?, rest.get(slash + at + 1..)),
            None => (rest, None),
        };
        let (registry, repository) = match path.split_once('/') {
            Some((host, rest)) if is_host(host) => (Some(host), rest),
            _ => (None, path),
        };
        let name = ImageName {
            registry,
            repository,
            tag,
            digest,
        };
        name.is_valid().then_some(name)
    }

    /// The last part of the path.
    pub(crate) fn last(&self) -> &'a str {
        self.repository.rsplit('/').next().unwrap_or_default()
    }

    fn is_valid(&self) -> bool {
        let part = |part: &str| {
            let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            edge(part.chars().next())
                && edge(part.chars().next_back())
                && part.chars().all(|c| {
                    c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-')
                })
        };
        let tag = |tag: &str| {
            let first = tag.chars().next();
            first.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_')
                && tag.len() <= 128
                && tag
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
        };
        let digest = |digest: &str| {
            let (algorithm, hex) = digest.split_once(':').unwrap_or_default();
            !algorithm.is_empty() && hex.len() >= 32 && hex.chars().all(|c| c.is_ascii_hexdigit())
        };
        self.repository.split('/').all(part)
            && self.tag.is_none_or(tag)
            && self.digest.is_none_or(digest)
    }
}

/// The first part of a path is a host when it has a point or a port, or is `localhost`.
fn is_host(part: &str) -> bool {
    part.contains(['.', ':']) || part == "localhost"
}

/// A tag that is moved from build to build.
pub(crate) fn is_floating(tag: &str) -> bool {
    const WORDS: &[&str] = &[
        "latest",
        "stable",
        "edge",
        "nightly",
        "dev",
        "devel",
        "develop",
        "development",
        "main",
        "master",
        "trunk",
        "head",
        "snapshot",
        "canary",
        "beta",
        "alpha",
        "testing",
        "test",
        "unstable",
        "current",
        "staging",
        "prod",
        "production",
        "release",
        "lts",
    ];
    let lower = tag.to_ascii_lowercase();
    WORDS.contains(&lower.as_str()) || lower.starts_with("latest-") || lower.ends_with("-latest")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_cut_at_host_tag_and_digest() {
        let hex = "a".repeat(64);
        let text = format!("registry.example:5000/shop/web:1.4@sha256:{hex}");
        let name = ImageName::of(&text).expect("a reference");
        assert_eq!(name.registry, Some("registry.example:5000"));
        assert_eq!(name.repository, "shop/web");
        assert_eq!((name.tag, name.last()), (Some("1.4"), "web"));
        assert!(name.digest.is_some());
        let name = ImageName::of("localhost:5000/web").expect("a reference");
        assert_eq!((name.registry, name.tag), (Some("localhost:5000"), None));
        assert_eq!(
            ImageName::of("web:5000").map(|name| name.tag),
            Some(Some("5000"))
        );
    }

    #[test]
    fn what_cannot_be_a_reference_is_none() {
        for text in ["", "Web", "web:", "web@sha256:12", "a b", "/web", "$IMAGE"] {
            assert_eq!(ImageName::of(text), None, "{text}");
        }
    }
}
