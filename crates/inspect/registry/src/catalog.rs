//! The repositories of a registry: `_catalog`.
//!
//! The list is no part of the OCI Distribution Specification; it is an extension that Docker's
//! registry brought and that most registries for one organisation keep. Large public ones refuse.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use crate::client::Client;
use crate::error::ListError;
use crate::pages::List;
use crate::pattern::Pattern;
use crate::reference::{ParseReferenceError, Reference};

/// LIMIT: most repositories that are listed. Registries of large organisations have some ten
/// thousand.
pub const REPOSITORIES_MAX: usize = 100_000;

/// A registry by its host and port, without a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registry {
    /// The reference under which credentials are looked up. No repository begins with `_`.
    asked: Reference,
}

impl Registry {
    /// The registry as people name it, with its port.
    #[must_use]
    pub fn name(&self) -> &str {
        self.asked.registry()
    }

    /// The name of an image in this registry.
    ///
    /// # Errors
    /// See [`ParseReferenceError`].
    pub fn image(&self, repository: &str, tag: &str) -> Result<Reference, ParseReferenceError> {
        format!("{}/{repository}:{tag}", self.name()).parse()
    }
}

impl FromStr for Registry {
    type Err = ParseReferenceError;

    fn from_str(text: &str) -> Result<Self, ParseReferenceError> {
        let host = text.trim_end_matches('/');
        let asked = Reference::of_registry(host)?;
        Ok(Self { asked })
    }
}

impl fmt::Display for Registry {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

#[derive(Deserialize)]
struct RawCatalog {
    repositories: Option<Vec<String>>,
}

impl Client {
    /// Lists the repositories of a registry, sorted. What is no repository is left out.
    ///
    /// # Errors
    /// See [`ListError`]; a registry that has no list answers with not found or forbidden.
    pub fn catalog(&self, registry: &Registry) -> Result<Vec<String>, ListError> {
        let mut names = BTreeSet::new();
        let list = List {
            image: &registry.asked,
            first: self.api_url(&registry.asked, "_catalog?n=1000")?,
            what: &format!("the repositories of {registry}"),
            accept: "application/json",
            entries_max: REPOSITORIES_MAX,
        };
        self.read_pages(&list, |page: RawCatalog| {
            let valid = |name: &String| registry.image(name, "latest").is_ok();
            let page = page.repositories.unwrap_or_default();
            names.extend(page.into_iter().filter(valid));
            names.len()
        })?;
        Ok(names.into_iter().collect())
    }

    /// The repositories of a registry that a pattern names.
    ///
    /// # Errors
    /// See [`ListError`].
    pub fn catalog_like(
        &self,
        registry: &Registry,
        pattern: &Pattern,
    ) -> Result<Vec<String>, ListError> {
        let mut names = self.catalog(registry)?;
        names.retain(|name| pattern.matches(name));
        Ok(names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_is_a_host_with_an_optional_port() {
        for (text, name) in [
            ("localhost:5000", "localhost:5000"),
            ("r.example/", "r.example"),
            ("docker.io", "docker.io"),
            ("index.docker.io", "docker.io"),
            ("harbour:443", "harbour:443"),
        ] {
            assert_eq!(text.parse::<Registry>().expect(text).name(), name);
        }
        for text in [
            "",
            "harbour",
            "a/b",
            "http://r.example",
            "r.example:x",
            "a b",
        ] {
            assert!(text.parse::<Registry>().is_err(), "{text}");
        }
    }
}
