//! URLs as Go reads those of requests: absolute ones, and absolute paths.

use std::sync::Arc;

use super::{Arguments, Evaluated, Function, global, member};
use crate::error::EvaluationError;
use crate::types::{BOOL, Kind, STRING, URL};
use crate::value::Value;

pub(super) static FUNCTIONS: &[Function] = &[
    member("getEscapedPath", &[(&[URL], STRING)], |arguments| {
        text(arguments, |url| &url.path)
    }),
    member("getHost", &[(&[URL], STRING)], |arguments| {
        text(arguments, |url| &url.host)
    }),
    member("getHostname", &[(&[URL], STRING)], |arguments| {
        text(arguments, |url| split_host(&url.host).0)
    }),
    member("getPort", &[(&[URL], STRING)], |arguments| {
        text(arguments, |url| split_host(&url.host).1)
    }),
    member("getQuery", &[(&[URL], Kind::Map)], query),
    member("getScheme", &[(&[URL], STRING)], |arguments| {
        text(arguments, |url| &url.scheme)
    }),
    global("isURL", &[(&[STRING], BOOL)], |arguments| {
        match arguments.values {
            [Value::String(text)] => Ok(Value::Bool(Url::parse(text).is_some())),
            _ => arguments.none(),
        }
    }),
    global("url", &[(&[STRING], URL)], |arguments| {
        match arguments.values {
            [Value::String(text)] => Url::parse(text)
                .map(|url| Value::Url(Arc::new(url)))
                .ok_or_else(|| {
                    EvaluationError::failed("URL parse error during conversion from string")
                }),
            _ => arguments.none(),
        }
    }),
];

/// The parts of a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    scheme: String,
    user: String,
    host: String,
    path: String,
    query: String,
}

impl Url {
    /// The parts of what `url.ParseRequestURI` of Go takes (RFC 3986 without relative references).
    pub(crate) fn parse(text: &str) -> Option<Url> {
        if text.is_empty() || text.bytes().any(|c| c < 0x20 || c == 0x7f) {
            return None;
        }
        let (scheme, rest) = match text.split_once(':') {
            Some((scheme, rest)) if is_scheme(scheme) => (scheme.to_ascii_lowercase(), rest),
            Some((scheme, _)) if !scheme.contains('/') && !text.starts_with('/') => return None,
            _ => (String::new(), text),
        };
        // A fragment is no part of a request, so it stays in what it follows.
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        if !rest.starts_with('/') {
            // `mailto:x` has a scheme and nothing that can be taken apart.
            let is_opaque = !scheme.is_empty();
            return is_opaque.then(|| Url {
                scheme,
                user: String::new(),
                host: String::new(),
                path: String::new(),
                query: query.to_owned(),
            });
        }
        let has_authority = !scheme.is_empty() || !rest.starts_with("///");
        let authority = rest
            .strip_prefix("//")
            .filter(|_| has_authority && !scheme.is_empty());
        let (authority, path) = match authority {
            Some(after) => {
                let end = after.find('/').unwrap_or(after.len());
                after.split_at_checked(end)?
            }
            None => ("", rest),
        };
        let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        let is_good = is_host(host) && has_good_escapes(path) && has_good_escapes(user);
        is_good.then(|| Url {
            scheme,
            user: user.to_owned(),
            host: host.to_owned(),
            path: escaped(path),
            query: query.to_owned(),
        })
    }

    /// Whether it begins with a scheme.
    pub(crate) fn has_scheme(&self) -> bool {
        !self.scheme.is_empty()
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'-' | b'.'))
}

fn has_good_escapes(text: &str) -> bool {
    text.split('%').skip(1).all(|after| {
        let mut bytes = after.bytes();
        let mut next = || bytes.next().is_some_and(|c| c.is_ascii_hexdigit());
        next() && next()
    })
}

fn is_host(host: &str) -> bool {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((name, port)) if port.is_empty() || port.starts_with(':') => (name, port),
            _ => return false,
        },
        None => match host.rfind(':') {
            Some(at) => host.split_at_checked(at).unwrap_or((host, "")),
            None => (host, ""),
        },
    };
    let port = port.strip_prefix(':').unwrap_or(port);
    let is_name =
        |c: u8| c.is_ascii_alphanumeric() || c >= 0x80 || b"-._~!$&'()*+,;=:[]<>\"%".contains(&c);
    port.bytes().all(|c| c.is_ascii_digit()) && name.bytes().all(is_name)
}

/// A path with escapes for what may not stand in one as it is.
fn escaped(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        let is_plain = byte.is_ascii_alphanumeric() || b"-_.~$&+,/:;=@%!'()*[]".contains(&byte);
        match is_plain {
            true => out.push(char::from(byte)),
            false => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// The name and the port of a host.
fn split_host(host: &str) -> (&str, &str) {
    if let Some((name, port)) = host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return (name, port.strip_prefix(':').unwrap_or(port));
    }
    host.rsplit_once(':').unwrap_or((host, ""))
}

fn text(arguments: &mut Arguments<'_>, of: fn(&Url) -> &str) -> Evaluated {
    match arguments.values {
        [Value::Url(url)] => Ok(Value::text(of(url))),
        _ => arguments.none(),
    }
}

fn query(arguments: &mut Arguments<'_>) -> Evaluated {
    let [Value::Url(url)] = arguments.values else {
        return arguments.none();
    };
    arguments.budget.take(url.query.len() as u64)?;
    let query = url.query.split('#').next().unwrap_or_default();
    let mut found: std::collections::BTreeMap<String, Vec<Value>> = Default::default();
    for pair in query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.contains(';'))
    {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if has_good_escapes(key) && has_good_escapes(value) {
            found
                .entry(decoded(key))
                .or_default()
                .push(Value::text(decoded(value)));
        }
    }
    let entries = found
        .into_iter()
        .map(|(key, values)| (key, Value::list(values)));
    Ok(Value::map(entries))
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digit = |byte: Option<u8>| {
                    byte.and_then(|byte| char::from(byte).to_digit(16))
                        .unwrap_or(0)
                };
                let value = digit(rest.next()) * 16 + digit(rest.next());
                bytes.push(u8::try_from(value).unwrap_or(b'?'));
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
