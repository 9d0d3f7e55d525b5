//! How to reach registries: from arguments, the environment, and the files of Docker and Podman.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::anyhow;
use seaworthy_http::{HttpError, Secret};
use seaworthy_image::ReadImageError;
use seaworthy_registry::{
    Credential, CredentialSources, Held, Options, Reference, RequestError, ResolveError,
};

use crate::cli::SourceArgs;
use crate::failure::Failure;

/// The variable that holds the password, so that it stands in no list of processes.
const PASSWORD: &str = "SEAWORTHY_REGISTRY_PASSWORD";

/// Where the containers tools note mirrors.
const REGISTRIES_CONF: &str = "/etc/containers/registries.conf";

/// What the user says about reaching registries.
pub(crate) struct Reach<'a> {
    pub(crate) plain_http: bool,
    pub(crate) ca_file: Option<&'a Path>,
    pub(crate) registry_user: Option<&'a str>,
    pub(crate) mirrors: &'a [String],
}

/// The settings of a client for a target.
pub(crate) fn options(args: &SourceArgs, target: &str) -> Result<Options, Failure> {
    let given = Reach {
        plain_http: args.plain_http,
        ca_file: args.ca_file.as_deref(),
        registry_user: args.registry_user.as_deref(),
        mirrors: &args.registry_mirror,
    };
    reach(&given, target)
}

/// The same from what all commands that ask registries have.
pub(crate) fn reach(args: &Reach<'_>, target: &str) -> Result<Options, Failure> {
    let mut options = Options {
        plain_http: args.plain_http,
        ..Options::default()
    };
    options
        .http
        .trust
        .files
        .extend(args.ca_file.map(Path::to_owned));
    options.http.proxies = seaworthy_http::Proxies::from_environment()?;
    options.credentials = CredentialSources::from_environment();
    options.certificate_folders = seaworthy_registry::certificate_folders();
    for mirror in args.mirrors {
        options.mirrors.add(mirror).map_err(Failure::usage)?;
    }
    if args.mirrors.is_empty() {
        options.mirrors.add_file(Path::new(REGISTRIES_CONF))?;
    }
    if let Some(user) = args.registry_user {
        let password = std::env::var(PASSWORD).map_err(|_| {
            let missing = anyhow!("a registry user is given, and {PASSWORD} is not set");
            Failure::usage(missing).help(format!("put the password into {PASSWORD}"))
        })?;
        // Credentials belong to the one registry that is asked; a target that is no reference asks
        // none.
        let named = target
            .strip_prefix("registry:")
            .or(target.strip_prefix("docker://"));
        if let Ok(reference) = named.unwrap_or(target).parse::<Reference>() {
            let password = Secret::new(password);
            let credential = Credential::Password {
                user: user.to_owned(),
                password,
            };
            let given = BTreeMap::from([(reference.registry().to_owned(), credential)]);
            options.credentials.given = given;
        }
    }
    Ok(options)
}

/// What a user can do about a registry that gave no image.
pub(crate) fn next_step(error: &ReadImageError) -> Option<&'static str> {
    let ReadImageError::Resolve { cause, .. } = error else {
        return None;
    };
    let ResolveError::Request(request) = cause.as_ref() else {
        return None;
    };
    match request {
        RequestError::Http(HttpError::Tls { .. }) => {
            Some("--ca-file trusts an authority of your own")
        }
        RequestError::Http(HttpError::NotTls { .. }) => {
            Some("--plain-http asks a registry that has no TLS, without protection")
        }
        RequestError::Unauthorized {
            held: Held::Missing,
            ..
        } => Some(
            "`docker login` notes credentials; --registry-user gives them, with the password in \
             SEAWORTHY_REGISTRY_PASSWORD",
        ),
        _ => None,
    }
}
