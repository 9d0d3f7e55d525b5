//! How a request becomes authorized: Basic, or a token from the endpoint that the registry names.
//!
//! From the Docker Registry token authentication specification and its OAuth2 form.
//!
//! Credentials go to the token endpoint that the registry names even when it is another host:
//! Docker's own registry works so (`registry-1.docker.io` names `auth.docker.io`). That gives the
//! registry nothing it could not have: whoever answers with its certificate could ask for the same
//! credentials by Basic. So the rules are that only the origin of the request is believed, never a
//! server it redirects to; that the endpoint speaks TLS unless the registry itself is spoken to
//! without; and that credentials of one registry are never sent on behalf of another.

use seaworthy_http::{Authorization, Method, Request, Response, Scheme, Secret, Url, encode_form};
use serde::Deserialize;

use crate::challenge::{Challenge, parse_challenges};
use crate::client::{Client, DOCUMENT_TIME_MAX, read_detail};
use crate::credential::Lookup;
use crate::docker_config::Credential;
use crate::error::{Detail, Held, RequestError};
use crate::reference::{CATALOG, Reference};

/// LIMIT: longest answer of a token endpoint in bytes. Tokens with many scopes have some KiB.
pub const TOKEN_BYTES_MAX: u64 = 256 * 1024;

/// How the client names itself to an OAuth2 endpoint.
const CLIENT_ID: &str = "seaworthy";

#[derive(Deserialize)]
struct RawToken {
    token: Option<String>,
    access_token: Option<String>,
}

/// The challenges of a refusal.
pub(crate) fn challenges(
    image: &Reference,
    response: &Response,
) -> Result<Vec<Challenge>, RequestError> {
    let mut challenges = Vec::new();
    for text in response.header_all("www-authenticate") {
        let parsed = parse_challenges(text).map_err(|source| RequestError::Challenge {
            registry: image.registry().to_owned(),
            source: Some(source),
        })?;
        challenges.extend(parsed);
    }
    Ok(challenges)
}

/// What to send so that the registry accepts the next request. `detail` is what it said when it
/// refused.
pub(crate) fn authorize(
    client: &Client,
    image: &Reference,
    challenges: &[Challenge],
    detail: Detail,
) -> Result<Authorization, RequestError> {
    let lookup = client.credentials().find(image);
    if let Some(Credential::RegistryToken(token)) = &lookup.credential {
        return Ok(Authorization::Bearer(token.clone()));
    }
    let offer = |scheme: &str| {
        challenges
            .iter()
            .find(|challenge| challenge.scheme == scheme)
    };
    if let Some(bearer) = offer("bearer") {
        return fetch_token(client, image, bearer, lookup);
    }
    if offer("basic").is_some() {
        let basic = lookup.credential.as_ref().and_then(Credential::basic);
        return basic.ok_or_else(|| unauthorized(image, lookup, detail));
    }
    Err(RequestError::Challenge {
        registry: image.registry().to_owned(),
        source: None,
    })
}

/// The error for credentials that were not enough.
pub(crate) fn unauthorized(image: &Reference, lookup: Lookup, detail: Detail) -> RequestError {
    let held = if lookup.credential.is_some() {
        Held::Rejected
    } else {
        Held::Missing
    };
    RequestError::Unauthorized {
        registry: image.registry().to_owned(),
        repository: image.repository().to_owned(),
        held,
        detail,
        source: lookup.problem.map(Box::new),
    }
}

fn fetch_token(
    client: &Client,
    image: &Reference,
    challenge: &Challenge,
    lookup: Lookup,
) -> Result<Authorization, RequestError> {
    let realm = trusted_realm(client, image, challenge)?;
    let own_scope = match image.repository() {
        CATALOG => "registry:catalog:*".to_owned(),
        repository => format!("repository:{repository}:pull"),
    };
    let scope = challenge.parameter("scope").unwrap_or(&own_scope);
    let service = challenge.parameter("service");
    let mut pairs = vec![("scope", scope)];
    pairs.extend(service.map(|service| ("service", service)));

    let basic = lookup.credential.as_ref().and_then(Credential::basic);
    let (url, form) = match &lookup.credential {
        Some(Credential::IdentityToken(token)) => {
            pairs.extend([
                ("grant_type", "refresh_token"),
                ("client_id", CLIENT_ID),
                ("refresh_token", token.expose()),
            ]);
            (realm.clone(), Some(encode_form(&pairs)))
        }
        _ => (realm.with_query(&pairs), None),
    };
    let request = Request {
        method: if form.is_some() {
            Method::Post
        } else {
            Method::Get
        },
        headers: vec![("Accept", "application/json".to_owned())],
        authorization: basic.as_ref(),
        form,
        total_time_max: Some(DOCUMENT_TIME_MAX),
        plain_http: realm.scheme() == Scheme::Http,
        ..Request::get(&url, TOKEN_BYTES_MAX)
    };
    let response = client.http(&url)?.send(&request)?;
    match response.status {
        200 => read_token(image, response),
        400 | 401 | 403 => Err(unauthorized(image, lookup, read_detail(response))),
        status => Err(RequestError::Status {
            registry: image.registry().to_owned(),
            what: "the request for a token".to_owned(),
            status,
            detail: read_detail(response),
        }),
    }
}

fn trusted_realm(
    client: &Client,
    image: &Reference,
    challenge: &Challenge,
) -> Result<Url, RequestError> {
    let fail = |source| RequestError::Realm {
        registry: image.registry().to_owned(),
        source,
    };
    let realm = challenge.parameter("realm").ok_or_else(|| fail(None))?;
    let realm = Url::parse(realm).map_err(|error| fail(Some(error)))?;
    if realm.scheme() == Scheme::Http && !client.is_plain(image) {
        return Err(fail(None));
    }
    Ok(realm)
}

fn read_token(image: &Reference, response: Response) -> Result<Authorization, RequestError> {
    let bytes = response.read_all()?;
    let fail = || RequestError::Token {
        registry: image.registry().to_owned(),
    };
    // The text of the JSON error may quote the token, so it is left out.
    let raw: RawToken = serde_json::from_slice(&bytes).map_err(|_| fail())?;
    let token = raw
        .token
        .or(raw.access_token)
        .filter(|token| !token.is_empty());
    token
        .map(|token| Authorization::Bearer(Secret::new(token)))
        .ok_or_else(fail)
}
