//! Addresses of the tested application, without what may be secret in them.

use seaworthy_model::Location;

use crate::limits::NAME_CHARS_MAX;
use crate::text;

/// LIMIT: names of a query that are kept. A form has a few dozen fields.
const QUERY_NAMES_MAX: usize = 64;

/// The place of a request. An empty method or parameter is none.
pub(crate) fn place(address: &str, method: &str, parameter: &str) -> Option<Location> {
    let url = clean(address);
    if url.is_empty() {
        return None;
    }
    let short = |text: &str| text::line(text, NAME_CHARS_MAX);
    let is_method = |text: &&str| {
        (1..=16).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_alphabetic() || c == b'-')
    };
    Some(Location::Url {
        url,
        method: Some(method).filter(is_method).map(str::to_ascii_uppercase),
        parameter: Some(parameter.trim())
            .filter(|one| !one.is_empty())
            .map(short),
    })
}

/// Whether a text is the address of something that is asked over HTTP.
pub(crate) fn is_http(text: &str) -> bool {
    let starts = |prefix: &str| {
        text.get(..prefix.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
    };
    starts("http://") || starts("https://")
}

/// The address without user information, fragment and the values of its query. The names of the
/// query stay, each once: `https://h/p?id&page`. Session ids in a path (`;jsessionid=`) go too.
pub(crate) fn clean(address: &str) -> String {
    let address = address.trim();
    let address = address.split('#').next().unwrap_or_default();
    let (before, query) = match address.split_once('?') {
        Some((before, query)) => (before, query),
        None => (address, ""),
    };
    let (scheme, rest) = match before.split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), before),
    };
    let (authority, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let host = authority.rsplit('@').next().unwrap_or_default();
    let path: Vec<&str> = path
        .split('/')
        .map(|part| part.split(';').next().unwrap_or_default())
        .collect();
    let mut clean = format!("{scheme}{host}{}", path.join("/"));
    let mut names: Vec<&str> = Vec::new();
    for pair in query.split(['&', ';']) {
        // A query without `=` is a value as a whole.
        let name = pair.split_once('=').map_or("", |(name, _)| name);
        if !name.is_empty() && !names.contains(&name) && names.len() < QUERY_NAMES_MAX {
            names.push(name);
        }
    }
    if !names.is_empty() {
        clean.push('?');
        clean.push_str(&names.join("&"));
    }
    text::line(&clean, NAME_CHARS_MAX)
}

/// A text with its percent encoding resolved (RFC 3986, section 2.1). What is not encoded well
/// stays as it is.
pub(crate) fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let value = match (first, after) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)),
            _ => None,
        };
        rest = match (value, after) {
            (Some((high, low)), [_, _, behind @ ..]) => {
                bytes.push(high * 16 + low);
                behind
            }
            _ => {
                bytes.push(*first);
                after
            }
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_credential_and_no_value_stays_in_an_address() {
        for (given, shown) in [
            (
                "https://u:hush@h:8443/a?t=hush&id=2&t=3#hush",
                "https://h:8443/a?t&id",
            ),
            ("http://h/a;jsessionid=hush/b?hush", "http://h/a/b"),
            ("http://h?q=1", "http://h?q"),
            ("h:443/x", "h:443/x"),
            ("https://a@b@h/p@q", "https://h/p@q"),
            ("", ""),
            ("?#", ""),
        ] {
            assert_eq!(clean(given), shown);
        }
    }

    #[test]
    fn a_method_is_a_word() {
        let Some(Location::Url {
            method, parameter, ..
        }) = place("http://h", "get", " id ")
        else {
            panic!("no place")
        };
        assert_eq!(
            (method.as_deref(), parameter.as_deref()),
            (Some("GET"), Some("id"))
        );
        let Some(Location::Url { method, .. }) = place("http://h", "GET / Cookie: a", "") else {
            panic!("no place")
        };
        assert_eq!(method, None);
        assert_eq!(place(" ", "GET", ""), None);
    }

    #[test]
    fn percent_encoding_is_resolved_once() {
        assert_eq!(decode("a%20b%2520%zz%e2%82%ac%4"), "a b%20%zz€%4");
    }
}
