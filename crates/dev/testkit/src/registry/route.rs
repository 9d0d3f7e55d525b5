//! What the registry answers to a request, before any fault is applied.

use std::collections::BTreeMap;

use super::{Access, Recorded, Route, State, file, sha256, upload};

/// The end of a token that is good for pushing.
const PUSH: &str = "-push";

/// An answer.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn new(status: u16, content_type: &str, body: Vec<u8>) -> Self {
        let headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
        Self {
            status,
            headers,
            body,
        }
    }

    pub(super) fn error(status: u16, code: &str) -> Self {
        let body = format!(r#"{{"errors":[{{"code":"{code}","message":"{code} it is"}}]}}"#);
        Self::new(status, "application/json", body.into_bytes())
    }

    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// A target taken apart.
pub(super) enum Resource<'a> {
    Manifest { name: &'a str, reference: &'a str },
    Blob { digest: &'a str },
    Tags { name: &'a str },
    Catalog,
    Referrers { name: &'a str, digest: &'a str },
    Upload { name: &'a str },
    Token,
    Other,
}

impl<'a> Resource<'a> {
    pub(super) fn of(path: &'a str) -> Self {
        if path == "/token" {
            return Self::Token;
        }
        let Some(rest) = path.strip_prefix("/v2/") else {
            return Self::Other;
        };
        if let Some((name, reference)) = rest.split_once("/manifests/") {
            return Self::Manifest { name, reference };
        }
        if rest == "_catalog" {
            return Self::Catalog;
        }
        if let Some((name, digest)) = rest.split_once("/referrers/") {
            return Self::Referrers { name, digest };
        }
        if let Some((name, _)) = rest.split_once("/blobs/uploads/") {
            return Self::Upload { name };
        }
        if let Some((_, digest)) = rest.split_once("/blobs/") {
            return Self::Blob { digest };
        }
        match rest.strip_suffix("/tags/list") {
            Some(name) => Self::Tags { name },
            None => Self::Other,
        }
    }
}

pub(super) fn route(request: &Recorded) -> Route {
    match Resource::of(path(request)) {
        Resource::Manifest { .. } => Route::Manifest,
        Resource::Blob { .. } => Route::Blob,
        Resource::Tags { .. } => Route::Tags,
        Resource::Catalog => Route::Catalog,
        Resource::Referrers { .. } => Route::Referrers,
        Resource::Upload { .. } => Route::Upload,
        Resource::Token => Route::Token,
        Resource::Other => Route::Other,
    }
}

pub(super) fn answer(
    state: &mut State,
    (request, content): (&Recorded, &[u8]),
    base: &str,
    ranges: bool,
) -> Answer {
    let resource = Resource::of(path(request));
    if matches!(resource, Resource::Token) {
        return answer_token(state, request);
    }
    if let Some(refusal) = refuse(state, request, &resource, base) {
        return refusal;
    }
    if matches!(request.method.as_str(), "POST" | "PUT") {
        return upload::answer(state, request, content, base);
    }
    match resource {
        Resource::Manifest { name, reference } => answer_manifest(state, name, reference),
        Resource::Blob { digest } => answer_blob(state, digest, request, ranges),
        Resource::Tags { name } => answer_tags(state, name, request),
        Resource::Catalog => answer_catalog(state, request),
        Resource::Referrers { name, digest } if state.lists_referrers => {
            answer_referrers(state, name, digest)
        }
        _ => {
            file::answer(state, request, ranges).unwrap_or_else(|| Answer::error(404, "NOT_FOUND"))
        }
    }
}

pub(super) fn path(request: &Recorded) -> &str {
    request
        .target
        .split_once('?')
        .map_or(request.target.as_str(), |(path, _)| path)
}

fn refuse(state: &State, request: &Recorded, what: &Resource<'_>, base: &str) -> Option<Answer> {
    let (expected, challenge) = match &state.access {
        Access::Open => return None,
        Access::Basic { user, password } => (
            basic(user, password),
            r#"Basic realm="registry""#.to_owned(),
        ),
        Access::Token { realm } => {
            let realm = realm.as_deref().unwrap_or(base);
            let name = match what {
                Resource::Manifest { name, .. }
                | Resource::Referrers { name, .. }
                | Resource::Upload { name }
                | Resource::Tags { name } => name,
                _ => "app",
            };
            let scope = match request.method.as_str() {
                "GET" | "HEAD" => format!("repository:{name}:pull"),
                _ => format!("repository:{name}:pull,push"),
            };
            let text = format!(r#"Bearer realm="{realm}/token",service="fake",scope="{scope}""#);
            (format!("Bearer token-{}", state.token_epoch), text)
        }
    };
    let writes = !matches!(request.method.as_str(), "GET" | "HEAD");
    let tokens = matches!(state.access, Access::Token { .. });
    let held = request.authorization().unwrap_or_default();
    // A token for pushing is good for pulling as well, and not the other way round.
    if (held == expected && !(tokens && writes)) || held == format!("{expected}{PUSH}") {
        return None;
    }
    Some(Answer::error(401, "UNAUTHORIZED").with("WWW-Authenticate", &challenge))
}

fn answer_token(state: &State, request: &Recorded) -> Answer {
    let form = parse_form(&request.body);
    let allowed = match (&state.token_access.user, &state.token_access.refresh_token) {
        (_, Some(token)) if request.method == "POST" => form.get("refresh_token") == Some(token),
        _ if request.method == "POST" => return Answer::error(404, "NOT_FOUND"),
        (Some((user, password)), _) => {
            request.authorization() == Some(basic(user, password).as_str())
        }
        (None, _) => true,
    };
    if !allowed {
        return Answer::error(401, "DENIED");
    }
    let scope = query(request).remove("scope").unwrap_or_default();
    let pushes = scope.contains("push") || request.body.contains("push");
    let suffix = if pushes { PUSH } else { "" };
    let body = format!(
        r#"{{"token":"token-{}{suffix}","expires_in":300}}"#,
        state.token_epoch
    );
    Answer::new(200, "application/json", body.into_bytes())
}

fn answer_manifest(state: &State, name: &str, reference: &str) -> Answer {
    match state
        .manifests
        .get(&(name.to_owned(), reference.to_owned()))
    {
        Some((media_type, bytes)) => Answer::new(200, media_type, bytes.clone())
            .with("Docker-Content-Digest", &sha256(bytes)),
        None => Answer::error(404, "MANIFEST_UNKNOWN"),
    }
}

fn answer_blob(state: &State, digest: &str, request: &Recorded, ranges: bool) -> Answer {
    let Some(bytes) = state.blobs.get(digest) else {
        return Answer::error(404, "BLOB_UNKNOWN");
    };
    let range = request.headers.get("range").filter(|_| ranges);
    file::part(bytes, range.map(String::as_str))
}

fn answer_tags(state: &State, name: &str, request: &Recorded) -> Answer {
    let mut tags: Vec<&str> = state
        .manifests
        .keys()
        .filter(|(of, reference)| of == name && !reference.contains(':'))
        .map(|(_, reference)| reference.as_str())
        .collect();
    tags.sort_unstable();
    answer_page(state, request, "tags", tags)
}

fn answer_catalog(state: &State, request: &Recorded) -> Answer {
    let mut names: Vec<&str> = state
        .manifests
        .keys()
        .map(|(name, _)| name.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    answer_page(state, request, "repositories", names)
}

/// One page of a sorted list, with the address of the next one.
fn answer_page(state: &State, request: &Recorded, key: &str, mut names: Vec<&str>) -> Answer {
    let last = query(request).remove("last").unwrap_or_default();
    names.retain(|name| *name > last.as_str());
    let size = state.tags_page_size.unwrap_or(usize::MAX);
    let more = names.len() > size;
    names.truncate(size);
    let body = serde_json::json!({ key: names }).to_string();
    let answer = Answer::new(200, "application/json", body.into_bytes());
    match names.last().filter(|_| more) {
        Some(last) => answer.with(
            "Link",
            &format!(r#"<{}?last={last}>; rel="next""#, path(request)),
        ),
        None => answer,
    }
}

/// The manifests of a repository whose `subject` is `digest`.
fn answer_referrers(state: &State, name: &str, digest: &str) -> Answer {
    let mut found = Vec::new();
    for ((of, reference), (media_type, bytes)) in &state.manifests {
        let Ok(manifest) = serde_json::from_slice::<serde_json::Value>(bytes) else {
            continue;
        };
        let subject = manifest.pointer("/subject/digest").and_then(|d| d.as_str());
        if of == name && reference.contains(':') && subject == Some(digest) {
            let own = manifest.get("artifactType");
            found.push(serde_json::json!({
                "mediaType": media_type, "digest": reference, "size": bytes.len(),
                "artifactType": own.or(manifest.pointer("/config/mediaType")),
            }));
        }
    }
    found.sort_by_key(ToString::to_string);
    let index = "application/vnd.oci.image.index.v1+json";
    let body = serde_json::json!({"schemaVersion": 2, "mediaType": index, "manifests": found});
    Answer::new(200, index, body.to_string().into_bytes())
}

pub(super) fn query(request: &Recorded) -> BTreeMap<String, String> {
    parse_form(
        request
            .target
            .split_once('?')
            .map_or("", |(_, query)| query),
    )
}

fn parse_form(text: &str) -> BTreeMap<String, String> {
    text.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// The value of an `Authorization` header for Basic (RFC 7617, RFC 4648).
fn basic(user: &str, password: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let pair = format!("{user}:{password}");
    let mut text = "Basic ".to_owned();
    for chunk in pair.as_bytes().chunks(3) {
        let bits = chunk
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let index = (bits >> (18 - 6 * place)) as usize & 63;
            let digit = if place <= chunk.len() {
                ALPHABET.get(index)
            } else {
                None
            };
            text.push(digit.map_or('=', |digit| char::from(*digit)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_is_encoded_as_in_the_rfc() {
        // The example of RFC 7617 section 2, and the padding of RFC 4648 section 10.
        assert_eq!(
            basic("Aladdin", "open sesame"),
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
        );
        assert_eq!(basic("f", "o"), "Basic Zjpv");
        assert_eq!(basic("fo", "o"), "Basic Zm86bw==");
    }
}
