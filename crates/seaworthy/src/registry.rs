//! How to reach registries: from arguments, the environment, and the files of Docker and Podman.

use std::collections::BTreeSet;
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

/// Where containerd is told of hosts.
const CONTAINERD_HOSTS: &str = "/etc/containerd/certs.d";

/// What the user says about reaching registries.
pub(crate) struct Reach<'a> {
    pub(crate) plain_http: bool,
    pub(crate) ca_file: Option<&'a Path>,
    pub(crate) registry_user: Option<&'a str>,
    pub(crate) mirrors: &'a [String],
    /// The folder with `hosts.toml` files; none is read without it.
    pub(crate) hosts: Option<&'a Path>,
}

/// The settings of a client for some targets, and perhaps a base image.
pub(crate) fn options(
    args: &SourceArgs,
    targets: &[&str],
    base: Option<&str>,
) -> Result<Options, Failure> {
    let own = Path::new(CONTAINERD_HOSTS);
    let named = args.registry_hosts.as_deref();
    let hosts = named.or(args.registry_mirror.is_empty().then_some(own));
    // Nothing that is wrong with it concerns a scan that asks no registry.
    let asks = targets
        .iter()
        .copied()
        .chain(base)
        .any(|target| asked(target).is_some());
    let given = Reach {
        plain_http: args.plain_http,
        ca_file: args.ca_file.as_deref(),
        registry_user: args.registry_user.as_deref(),
        mirrors: &args.registry_mirror,
        hosts: hosts.filter(|_| asks),
    };
    reach(&given, targets)
}

/// The same from what all commands that ask registries have.
pub(crate) fn reach(args: &Reach<'_>, targets: &[&str]) -> Result<Options, Failure> {
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
    if let Some(hosts) = args.hosts {
        options.mirrors.add_hosts(hosts)?;
    }
    if let Some(user) = args.registry_user {
        let password = std::env::var(PASSWORD).map_err(|_| {
            let missing = anyhow!("a registry user is given, and {PASSWORD} is not set");
            Failure::usage(missing).help(format!("put the password into {PASSWORD}"))
        })?;
        // Credentials belong to the one registry that is asked; targets that are no references ask
        // none.
        let registries: BTreeSet<String> = targets.iter().copied().filter_map(asked).collect();
        if registries.len() > 1 {
            let several = anyhow!("a registry user is given for targets of several registries");
            return Err(Failure::usage(several).help("`docker login` notes a user for each"));
        }
        let password = Secret::new(password);
        let credential = Credential::Password {
            user: user.to_owned(),
            password,
        };
        let given = registries
            .into_iter()
            .map(|name| (name, credential.clone()));
        options.credentials.given = given.collect();
    }
    Ok(options)
}

/// The registry that a target asks, if it may be an image of one.
fn asked(target: &str) -> Option<String> {
    let schemes = ["registry:", "docker://", "attached:"];
    let named = schemes
        .iter()
        .find_map(|scheme| target.strip_prefix(scheme));
    let reference: Reference = named.unwrap_or(target).parse().ok()?;
    let local = named.is_none() && Path::new(target).exists();
    (!local).then(|| reference.registry().to_owned())
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
