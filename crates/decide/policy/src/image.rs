//! What a policy may ask of an image: its reference, taken apart, and a few facts.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use seaworthy_facts::ImageFacts;
use seaworthy_model::{Finding, SubjectKind};

/// An image as rules, waivers and the list of trusted registries see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageContext {
    /// The name that it was asked for or carries.
    pub name: String,
    /// Its other names.
    pub tags: Vec<String>,
    /// Whether `name` is a reference by which a registry would find it.
    pub has_reference: bool,
    /// Host of the registry, with its port; `docker.io` where the reference names none. Empty
    /// without a reference.
    pub registry: String,
    /// Repository, with `library/` for the official images of Docker Hub.
    pub repository: String,
    /// Tag; empty where there is none.
    pub tag: String,
    /// Digest of the manifest; empty where it is not known.
    pub digest: String,
    /// Labels of the configuration.
    pub labels: BTreeMap<String, String>,
    /// `ID` of the distribution, such as `debian`; empty where it is not known.
    pub distro: String,
    /// `VERSION_ID` of the distribution.
    pub distro_version: String,
    /// The day on which the configuration was made, UTC.
    pub created: Option<Date>,
}

impl ImageContext {
    /// The context of an image that was inspected.
    #[must_use]
    pub fn of(facts: &ImageFacts) -> Self {
        let reference = if facts.has_reference {
            split(&facts.name)
        } else {
            Reference::default()
        };
        let config = facts.config.as_ref();
        let distro = facts.distro.clone().unwrap_or_default();
        let digest = facts.digest.as_ref().map(ToString::to_string);
        ImageContext {
            name: facts.name.clone(),
            tags: facts.tags.clone(),
            has_reference: facts.has_reference,
            registry: reference.registry,
            repository: reference.repository,
            tag: reference.tag,
            digest: digest.unwrap_or(reference.digest),
            labels: config
                .map(|config| config.labels.clone())
                .unwrap_or_default(),
            distro: distro.id,
            distro_version: distro.version_id,
            created: config
                .and_then(|config| config.created)
                .map(|created| created.to_zoned(TimeZone::UTC).date()),
        }
    }

    /// `HOST/REPOSITORY`; empty without a reference.
    #[must_use]
    pub fn full_repository(&self) -> String {
        if self.registry.is_empty() {
            return String::new();
        }
        format!("{}/{}", self.registry, self.repository)
    }

    /// Every name by which a pattern may mean it.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names = vec![self.name.clone()];
        names.extend(self.tags.iter().cloned());
        let full = self.full_repository();
        if !full.is_empty() {
            if !self.tag.is_empty() {
                names.push(format!("{full}:{}", self.tag));
            }
            if !self.digest.is_empty() {
                names.push(format!("{full}@{}", self.digest));
            }
            names.push(full);
        }
        names
    }

    /// The image that a finding is about: the one that holds its subject, or the only one.
    pub(crate) fn find<'a>(finding: &Finding, images: &'a [ImageContext]) -> Option<&'a Self> {
        let subject = &finding.subject;
        let holder = match (&subject.within, subject.kind) {
            (Some(within), _) => Some(within.as_str()),
            (None, SubjectKind::Image) => Some(subject.name.as_str()),
            (None, _) => None,
        };
        let named = holder.and_then(|holder| {
            images
                .iter()
                .find(|image| image.name == holder || image.tags.iter().any(|t| t == holder))
        });
        match (named, images) {
            (None, [only]) => Some(only),
            _ => named,
        }
    }
}

/// An image reference taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Reference {
    registry: String,
    repository: String,
    tag: String,
    digest: String,
}

/// Takes a reference apart as Docker does (distribution/reference): the first component is a host
/// when it has a dot or a colon or is `localhost`, and Docker Hub's own images are in `library`.
fn split(text: &str) -> Reference {
    let (rest, digest) = text.split_once('@').unwrap_or((text, ""));
    let (path, tag) = match rest.rsplit_once(':') {
        Some((path, tag)) if !tag.contains('/') => (path, tag),
        _ => (rest, ""),
    };
    let (registry, repository) = match path.split_once('/') {
        Some((host, rest)) if host == "localhost" || host.contains(['.', ':']) => (host, rest),
        _ => ("docker.io", path),
    };
    let registry = match registry {
        "index.docker.io" => "docker.io",
        other => other,
    };
    let repository = match registry {
        "docker.io" if !repository.contains('/') => format!("library/{repository}"),
        _ => repository.to_owned(),
    };
    Reference {
        registry: registry.to_owned(),
        repository,
        tag: tag.to_owned(),
        digest: digest.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_taken_apart_as_docker_does() {
        let cases = [
            ("debian", "docker.io", "library/debian", ""),
            ("debian:12", "docker.io", "library/debian", "12"),
            (
                "grafana/grafana:11.0",
                "docker.io",
                "grafana/grafana",
                "11.0",
            ),
            (
                "index.docker.io/library/debian",
                "docker.io",
                "library/debian",
                "",
            ),
            ("localhost/app:1", "localhost", "app", "1"),
            ("localhost:5000/app", "localhost:5000", "app", ""),
            (
                "registry.example.com:5000/a/b:v1@sha256:00",
                "registry.example.com:5000",
                "a/b",
                "v1",
            ),
        ];
        for (text, registry, repository, tag) in cases {
            let found = split(text);
            assert_eq!(found.registry, registry, "{text}");
            assert_eq!(found.repository, repository, "{text}");
            assert_eq!(found.tag, tag, "{text}");
        }
    }

    #[test]
    fn an_archive_has_no_registry() {
        let facts = ImageFacts {
            name: "./app.tar".into(),
            ..ImageFacts::default()
        };
        let image = ImageContext::of(&facts);
        assert_eq!(image.registry, "");
        assert_eq!(image.full_repository(), "");
        assert_eq!(image.names(), ["./app.tar"]);
    }
}
