//! How to reach registries: from arguments, the environment, and the files of Docker and Podman.

use std::collections::BTreeMap;

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

/// The settings of a client for a target.
pub(crate) fn options(args: &SourceArgs, target: &str) -> Result<Options, Failure> {
    let mut options = Options {
        plain_http: args.plain_http,
        ..Options::default()
    };
    options.http.trust.files.extend(args.ca_file.clone());
    options.http.proxies = seaworthy_http::Proxies::from_environment()?;
    options.credentials = CredentialSources::from_environment();
    if let Some(user) = &args.registry_user {
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
                user: user.clone(),
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
