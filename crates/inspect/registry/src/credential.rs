//! Whose credentials are used for a registry.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use thiserror::Error;

use crate::docker_config::{
    Credential, DOCKER_CONFIG_BYTES_MAX, DockerConfig, Place, ReadDockerConfigError,
};
use crate::helper::{HelperError, Helpers};
use crate::reference::{Reference, canonical_registry};

/// Where to look for credentials. The default looks nowhere.
#[derive(Debug, Clone, Default)]
pub struct CredentialSources {
    /// Given by the user for single registries (`HOST[:PORT]`); goes before all files.
    pub given: BTreeMap<String, Credential>,
    /// Files in the format of Docker's `config.json`, in the order to look; missing ones are
    /// passed over.
    pub files: Vec<PathBuf>,
    /// How to run the helpers that the files name.
    pub helpers: Helpers,
}

/// Why the sources gave no credentials although they may have some.
#[derive(Debug, Error)]
pub enum CredentialError {
    /// A file cannot be read.
    #[error("cannot read {}", path.display())]
    ReadFile {
        /// The file.
        path: PathBuf,
        /// The reason of the operating system.
        source: io::Error,
    },
    /// A file cannot be understood.
    #[error("cannot use {}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: ReadDockerConfigError,
    },
    /// A helper failed.
    #[error("cannot get credentials as {} says", path.display())]
    Helper {
        /// The file that names the helper.
        path: PathBuf,
        /// What is wrong.
        source: HelperError,
    },
}

/// What was found, and what stood in the way of finding it.
#[derive(Debug, Default)]
pub(crate) struct Lookup {
    pub(crate) credential: Option<Credential>,
    /// Kept so that a refusal of the registry can name the cause. It is no error by itself: public
    /// images must scan on machines whose credential helper is broken.
    pub(crate) problem: Option<CredentialError>,
}

impl CredentialSources {
    /// The files that Docker and Podman use, by the variables `REGISTRY_AUTH_FILE` (then no other
    /// file counts), `DOCKER_CONFIG`, `HOME` and `XDG_RUNTIME_DIR`.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Self {
        let path = |name: &str| {
            variable(name)
                .filter(|text| !text.is_empty())
                .map(PathBuf::from)
        };
        let files = if let Some(file) = path("REGISTRY_AUTH_FILE") {
            vec![file]
        } else {
            let docker = path("DOCKER_CONFIG").or_else(|| Some(path("HOME")?.join(".docker")));
            let docker = docker.map(|folder| folder.join("config.json"));
            let podman = path("XDG_RUNTIME_DIR").map(|folder| folder.join("containers/auth.json"));
            docker.into_iter().chain(podman).collect()
        };
        Self {
            files,
            ..Self::default()
        }
    }

    /// The same from the environment of this process.
    #[must_use]
    pub fn from_environment() -> Self {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    /// Looks for credentials; the first source that has some wins.
    pub(crate) fn find(&self, image: &Reference) -> Lookup {
        let given = self
            .given
            .iter()
            .find(|(host, _)| canonical_registry(host) == image.registry());
        if let Some((_, credential)) = given {
            return Lookup {
                credential: Some(credential.clone()),
                problem: None,
            };
        }
        let mut lookup = Lookup::default();
        for path in &self.files {
            match self.find_in_file(path, image) {
                Ok(None) => {}
                Ok(found) => {
                    lookup.credential = found;
                    return lookup;
                }
                Err(problem) => lookup.problem = lookup.problem.or(Some(problem)),
            }
        }
        lookup
    }

    fn find_in_file(
        &self,
        path: &PathBuf,
        image: &Reference,
    ) -> Result<Option<Credential>, CredentialError> {
        let mut bytes = Vec::new();
        let read = File::open(path).and_then(|file| {
            file.take(DOCKER_CONFIG_BYTES_MAX + 1)
                .read_to_end(&mut bytes)
        });
        match read {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => {
                return Err(CredentialError::ReadFile {
                    path: path.clone(),
                    source,
                });
            }
        }
        let fail = |source| CredentialError::File {
            path: path.clone(),
            source,
        };
        let config = DockerConfig::parse(&bytes).map_err(fail)?;
        let mut problem = None;
        for place in config.places(image).map_err(fail)? {
            match place {
                Place::Here(credential) => return Ok(Some(credential)),
                Place::Helper { name, server } => match self.helpers.ask(&name, &server) {
                    Ok(Some(credential)) => return Ok(Some(credential)),
                    Ok(None) => {}
                    Err(source) => {
                        let path = path.clone();
                        problem = problem.or(Some(CredentialError::Helper { path, source }));
                    }
                },
            }
        }
        problem.map_or(Ok(None), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(variables: &[(&str, &str)]) -> Vec<String> {
        let sources = CredentialSources::from_variables(|name| {
            let found = variables.iter().find(|(variable, _)| *variable == name);
            found.map(|(_, value)| (*value).to_owned())
        });
        sources
            .files
            .iter()
            .map(|path| path.display().to_string())
            .collect()
    }

    #[test]
    fn files_are_those_of_docker_and_podman() {
        let home = ("HOME", "/home/ann");
        let run = ("XDG_RUNTIME_DIR", "/run/user/1");
        assert_eq!(files(&[]), Vec::<String>::new());
        assert_eq!(
            files(&[home, run]),
            [
                "/home/ann/.docker/config.json",
                "/run/user/1/containers/auth.json"
            ]
        );
        assert_eq!(
            files(&[home, ("DOCKER_CONFIG", "/etc/d")]),
            ["/etc/d/config.json"]
        );
        assert_eq!(
            files(&[home, run, ("REGISTRY_AUTH_FILE", "/a.json")]),
            ["/a.json"]
        );
    }
}
