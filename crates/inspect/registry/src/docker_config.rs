//! Docker's `config.json` and Podman's `auth.json`: who has credentials for which registry.
//!
//! From the documentation of `docker login` (credential stores, credential helpers) and
//! `containers-auth.json(5)`.

use std::collections::BTreeMap;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use seaworthy_http::{Authorization, Secret};
use serde::Deserialize;
use thiserror::Error;

use crate::reference::{Reference, canonical_registry};

/// LIMIT: longest file in bytes. Real ones have a few KiB.
pub const DOCKER_CONFIG_BYTES_MAX: u64 = 1024 * 1024;

/// The key under which Docker keeps the credentials of its own registry.
const DOCKER_HUB_KEY: &str = "https://index.docker.io/v1/";

/// What is known about access to a registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// User name and password.
    Password {
        /// The user name.
        user: String,
        /// The password.
        password: Secret,
    },
    /// A token that the token endpoint exchanges for access (`identitytoken`).
    IdentityToken(Secret),
    /// A token that the registry itself takes (`registrytoken`).
    RegistryToken(Secret),
}

impl Credential {
    /// The header for an endpoint that asks for Basic.
    pub(crate) fn basic(&self) -> Option<Authorization> {
        match self {
            Self::Password { user, password } => Some(Authorization::Basic {
                user: user.clone(),
                password: password.clone(),
            }),
            Self::IdentityToken(_) | Self::RegistryToken(_) => None,
        }
    }
}

/// Where the credentials of a registry are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In the file itself.
    Here(Credential),
    /// With `docker-credential-NAME`, under a key.
    Helper {
        /// What follows `docker-credential-`.
        name: String,
        /// The address to ask it for.
        server: String,
    },
}

/// A parsed file. `Debug` shows no secrets, because it shows only names of registries.
#[derive(Clone, Default)]
pub struct DockerConfig {
    auths: BTreeMap<String, RawAuth>,
    helpers: BTreeMap<String, String>,
    store: Option<String>,
}

/// Why a text is no such file. Tells nothing of what is in it.
#[derive(Debug, Error)]
pub enum ReadDockerConfigError {
    /// More than [`DOCKER_CONFIG_BYTES_MAX`].
    #[error("the credentials file is longer than {DOCKER_CONFIG_BYTES_MAX} bytes")]
    TooLong,
    /// Not JSON, or of another shape.
    #[error("the credentials file is malformed at line {line}, column {column}")]
    Malformed {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// An `auth` that is not `user:password` in Base64.
    #[error("the `auth` of {registry} in the credentials file is not user:password in Base64")]
    Auth {
        /// The registry asked for.
        registry: String,
    },
    /// A helper name with characters that no program name has.
    #[error("the credential helper of {registry} has an invalid name")]
    HelperName {
        /// The registry asked for.
        registry: String,
    },
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct RawConfig {
    auths: Option<BTreeMap<String, RawAuth>>,
    cred_helpers: Option<BTreeMap<String, String>>,
    creds_store: Option<String>,
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct RawAuth {
    auth: Option<String>,
    username: Option<String>,
    password: Option<String>,
    identitytoken: Option<String>,
    registrytoken: Option<String>,
}

impl DockerConfig {
    /// Parses the text of a file.
    ///
    /// # Errors
    /// See [`ReadDockerConfigError`]; single entries are looked at when they are asked for.
    pub fn parse(bytes: &[u8]) -> Result<Self, ReadDockerConfigError> {
        if bytes.len() as u64 > DOCKER_CONFIG_BYTES_MAX {
            return Err(ReadDockerConfigError::TooLong);
        }
        // The text of the JSON error quotes the value at fault, which may be a password.
        let raw: RawConfig =
            serde_json::from_slice(bytes).map_err(|error| ReadDockerConfigError::Malformed {
                line: error.line(),
                column: error.column(),
            })?;
        let canonical = |map: BTreeMap<String, String>| {
            map.into_iter()
                .map(|(key, value)| (canonical_key(&key), value))
                .collect()
        };
        let auths = raw.auths.unwrap_or_default();
        Ok(Self {
            auths: auths
                .into_iter()
                .map(|(key, auth)| (canonical_key(&key), auth))
                .collect(),
            helpers: canonical(raw.cred_helpers.unwrap_or_default()),
            store: raw.creds_store.filter(|name| !name.is_empty()),
        })
    }

    /// Where the credentials for an image may be, in the order to look: its own helper, the store
    /// for all, the file.
    ///
    /// Keys may name a registry, a namespace or a repository; the longest match wins.
    ///
    /// # Errors
    /// The entry that applies is malformed.
    pub fn places(&self, image: &Reference) -> Result<Vec<Place>, ReadDockerConfigError> {
        let registry = || image.registry().to_owned();
        let server = match image.registry() {
            crate::reference::DEFAULT_REGISTRY => DOCKER_HUB_KEY.to_owned(),
            other => other.to_owned(),
        };
        let mut places = Vec::new();
        let named = longest_match(&self.helpers, image).filter(|name| !name.is_empty());
        for name in named.into_iter().chain(&self.store) {
            let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
            if !name.bytes().all(allowed) || name.starts_with(['.', '-']) {
                return Err(ReadDockerConfigError::HelperName {
                    registry: registry(),
                });
            }
            places.push(Place::Helper {
                name: name.clone(),
                server: server.clone(),
            });
        }
        if let Some(auth) = longest_match(&self.auths, image) {
            let found = auth
                .credential()
                .ok_or_else(|| ReadDockerConfigError::Auth {
                    registry: registry(),
                })?;
            places.extend(found.map(Place::Here));
        }
        Ok(places)
    }
}

impl std::fmt::Debug for DockerConfig {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("DockerConfig")
            .field("auths", &self.auths.keys())
            .field("helpers", &self.helpers)
            .field("store", &self.store)
            .finish()
    }
}

impl RawAuth {
    /// `Some(None)` for an entry without credentials, which Docker leaves where a store has them;
    /// `None` for one that is malformed.
    fn credential(&self) -> Option<Option<Credential>> {
        let text = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
        if let Some(token) = text(&self.identitytoken) {
            return Some(Some(Credential::IdentityToken(Secret::new(token))));
        }
        if let Some(token) = text(&self.registrytoken) {
            return Some(Some(Credential::RegistryToken(Secret::new(token))));
        }
        if let Some(auth) = text(&self.auth) {
            let (user, password) = decode_pair(&auth)?;
            return Some(Some(Credential::Password { user, password }));
        }
        let pair = text(&self.username).zip(text(&self.password));
        Some(pair.map(|(user, password)| Credential::Password {
            user,
            password: Secret::new(password),
        }))
    }
}

/// Padding is left out by some tools, so it may be.
fn decode_pair(auth: &str) -> Option<(String, Secret)> {
    let config =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let bytes = GeneralPurpose::new(&alphabet::STANDARD, config)
        .decode(auth.trim())
        .ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (user, password) = text.split_once(':')?;
    // Old versions of Docker padded the pair with zero bytes.
    Some((
        user.to_owned(),
        Secret::new(password.trim_end_matches('\0')),
    ))
}

/// A key as people and tools write it, as `registry[/namespace...]`.
fn canonical_key(key: &str) -> String {
    let bare = key
        .strip_prefix("https://")
        .or_else(|| key.strip_prefix("http://"));
    let (host, path) = match (bare, bare.unwrap_or(key).split_once('/')) {
        // An address is one of an API, whose path is no namespace.
        (Some(_), Some((host, _))) => (host, ""),
        (_, Some((host, path))) => (host, path.trim_end_matches('/')),
        (bare, None) => (bare.unwrap_or(key), ""),
    };
    match path {
        "" | "v1" | "v2" => canonical_registry(host),
        _ => format!("{}/{path}", canonical_registry(host)),
    }
}

fn longest_match<'a, T>(map: &'a BTreeMap<String, T>, image: &Reference) -> Option<&'a T> {
    let mut key = format!("{}/{}", image.registry(), image.repository());
    loop {
        if let Some(found) = map.get(&key) {
            return Some(found);
        }
        key.truncate(key.rfind('/')?);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(config: &str, image: &str) -> Result<Vec<Place>, ReadDockerConfigError> {
        DockerConfig::parse(config.as_bytes())?.places(&image.parse().expect(image))
    }

    fn password(user: &str, password: &str) -> Place {
        let (user, password) = (user.to_owned(), Secret::new(password));
        Place::Here(Credential::Password { user, password })
    }

    #[test]
    fn keys_match_in_every_spelling() {
        for key in [
            "r.io:5000",
            "https://r.io:5000",
            "http://r.io:5000/",
            "https://r.io:5000/v2/",
            "R.io:5000/v1/",
        ] {
            let config = format!(r#"{{"auths":{{"{key}":{{"auth":"YW5uOnB3"}}}}}}"#);
            let found = places(&config, "r.io:5000/app").expect(key);
            assert_eq!(found, [password("ann", "pw")], "{key}");
            assert!(places(&config, "r.io/app").expect(key).is_empty());
        }
        let hub = r#"{"auths":{"https://index.docker.io/v1/":{"auth":"YW5uOnB3"}}}"#;
        assert_eq!(
            places(hub, "alpine").expect("valid"),
            [password("ann", "pw")]
        );
    }

    #[test]
    fn the_longest_key_wins() {
        let config = r#"{"auths":{
            "r.io":{"username":"a","password":"1"},
            "r.io/team":{"username":"b","password":"2"},
            "r.io/team/app":{"username":"c","password":"3"}}}"#;
        let cases = [
            ("r.io/x", "a", "1"),
            ("r.io/team/x", "b", "2"),
            ("r.io/team/app", "c", "3"),
        ];
        for (image, user, word) in cases {
            assert_eq!(places(config, image).expect(image), [password(user, word)]);
        }
        assert_eq!(
            places(config, "r.io/teamwork").expect("valid"),
            [password("a", "1")]
        );
    }

    #[test]
    fn a_helper_goes_before_the_store_and_the_file() {
        let config = r#"{"credsStore":"desktop","credHelpers":{"r.io":"cloud"},
            "auths":{"r.io":{"auth":"YW5uOnB3"},"x.io":{}}}"#;
        let helper = |name: &str, server: &str| Place::Helper {
            name: name.to_owned(),
            server: server.to_owned(),
        };
        let found = places(config, "r.io/app").expect("valid");
        let expected = [
            helper("cloud", "r.io"),
            helper("desktop", "r.io"),
            password("ann", "pw"),
        ];
        assert_eq!(found, expected);
        assert_eq!(
            places(config, "x.io/a").expect("valid"),
            [helper("desktop", "x.io")]
        );
        let hub = [helper("desktop", "https://index.docker.io/v1/")];
        assert_eq!(places(config, "alpine").expect("valid"), hub);
    }

    #[test]
    fn tokens_go_before_passwords() {
        let config = r#"{"auths":{"r.io":{"auth":"YW5uOnB3","identitytoken":"idt"},
            "s.io":{"registrytoken":"rt"}}}"#;
        let identity = Place::Here(Credential::IdentityToken(Secret::new("idt")));
        assert_eq!(places(config, "r.io/a").expect("valid"), [identity]);
        let token = Place::Here(Credential::RegistryToken(Secret::new("rt")));
        assert_eq!(places(config, "s.io/a").expect("valid"), [token]);
    }

    #[test]
    fn an_auth_decodes_with_and_without_padding() {
        for (auth, user, word) in [
            ("YTpiOmM=", "a", "b:c"),
            ("YTpiOmM", "a", "b:c"),
            ("YTpiAAA=", "a", "b"),
        ] {
            let config = format!(r#"{{"auths":{{"r.io":{{"auth":"{auth}"}}}}}}"#);
            assert_eq!(
                places(&config, "r.io/a").expect(auth),
                [password(user, word)]
            );
        }
    }

    #[test]
    fn malformed_files_are_refused_without_quoting_them() {
        let long = " ".repeat(DOCKER_CONFIG_BYTES_MAX as usize + 1);
        let cases = [
            r#"{"auths":{"r.io":{"auth":{"hunter2":1}}}}"#,
            r#"{"auths":{"r.io":{"auth":"hunter2!"}}}"#,
            r#"{"auths":{"r.io":{"auth":"aHVudGVyMg=="}}}"#,
            r#"{"auths":["hunter2"]}"#,
            r#"{"credHelpers":{"r.io":"../hunter2"}}"#,
            r#"{"credHelpers":{"r.io":"-hunter2"}}"#,
            "hunter2",
            &long,
        ];
        for config in cases {
            let error = places(config, "r.io/a").expect_err("malformed");
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        }
        for config in ["{}", r#"{"auths":null,"credHelpers":null,"credsStore":""}"#] {
            assert!(places(config, "r.io/a").expect(config).is_empty());
        }
    }
}
