//! What the registry answers to a request, before any fault is applied.

use std::collections::BTreeMap;

use super::{Access, Recorded, Route, State, sha256};

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

    fn error(status: u16, code: &str) -> Self {
        let body = format!(r#"{{"errors":[{{"code":"{code}","message":"{code} it is"}}]}}"#);
        Self::new(status, "application/json", body.into_bytes())
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// A target taken apart.
enum Resource<'a> {
    Manifest { name: &'a str, reference: &'a str },
    Blob { digest: &'a str },
    Tags { name: &'a str },
    Token,
    Other,
}

impl<'a> Resource<'a> {
    fn of(path: &'a str) -> Self {
        if path == "/token" {
            return Self::Token;
        }
        let Some(rest) = path.strip_prefix("/v2/") else {
            return Self::Other;
        };
        if let Some((name, reference)) = rest.split_once("/manifests/") {
            return Self::Manifest { name, reference };
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
        Resource::Token => Route::Token,
        Resource::Other => Route::Other,
    }
}

pub(super) fn answer(state: &State, request: &Recorded, base: &str, ranges: bool) -> Answer {
    let resource = Resource::of(path(request));
    if matches!(resource, Resource::Token) {
        return answer_token(state, request);
    }
    if let Some(refusal) = refuse(state, request, &resource, base) {
        return refusal;
    }
    match resource {
        Resource::Manifest { name, reference } => answer_manifest(state, name, reference),
        Resource::Blob { digest } => answer_blob(state, digest, request, ranges),
        Resource::Tags { name } => answer_tags(state, name, request),
        _ => Answer::error(404, "NOT_FOUND"),
    }
}

fn path(request: &Recorded) -> &str {
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
                Resource::Manifest { name, .. } | Resource::Tags { name } => name,
                _ => "app",
            };
            let scope = format!("repository:{name}:pull");
            let text = format!(r#"Bearer realm="{realm}/token",service="fake",scope="{scope}""#);
            (format!("Bearer token-{}", state.token_epoch), text)
        }
    };
    if request.authorization() == Some(expected.as_str()) {
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
    let body = format!(
        r#"{{"token":"token-{}","expires_in":300}}"#,
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
    let start = request
        .headers
        .get("range")
        .filter(|_| ranges)
        .and_then(|range| {
            range
                .strip_prefix("bytes=")?
                .strip_suffix('-')?
                .parse::<usize>()
                .ok()
        });
    let answer = |status, body: &[u8]| Answer::new(status, "application/octet-stream", body.into());
    match start {
        Some(start) => match bytes.get(start..) {
            Some(rest) if !rest.is_empty() => answer(206, rest).with(
                "Content-Range",
                &format!("bytes {start}-{}/{}", bytes.len() - 1, bytes.len()),
            ),
            _ => Answer::error(416, "RANGE_INVALID"),
        },
        None => answer(200, bytes),
    }
}

fn answer_tags(state: &State, name: &str, request: &Recorded) -> Answer {
    let mut tags: Vec<&str> = state
        .manifests
        .keys()
        .filter(|(of, reference)| of == name && !reference.contains(':'))
        .map(|(_, reference)| reference.as_str())
        .collect();
    tags.sort_unstable();
    let query = request
        .target
        .split_once('?')
        .map_or("", |(_, query)| query);
    let last = parse_form(query).remove("last").unwrap_or_default();
    tags.retain(|tag| *tag > last.as_str());
    let size = state.tags_page_size.unwrap_or(usize::MAX);
    let more = tags.len() > size;
    tags.truncate(size);
    let quoted: Vec<String> = tags.iter().map(|tag| format!("\"{tag}\"")).collect();
    let body = format!(r#"{{"name":"{name}","tags":[{}]}}"#, quoted.join(","));
    let answer = Answer::new(200, "application/json", body.into_bytes());
    match tags.last().filter(|_| more) {
        Some(last) => answer.with(
            "Link",
            &format!(r#"</v2/{name}/tags/list?last={last}>; rel="next""#),
        ),
        None => answer,
    }
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
