//! An absolute `http` or `https` address, its origin, and what of it may be shown.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

/// LIMIT: longest address that is accepted, in bytes. Addresses of blobs signed by object stores
/// are around 2 KiB; common servers refuse request lines above 8 KiB.
pub const URL_BYTES_MAX: usize = 8 * 1024;

/// The two schemes that this client speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// Plain HTTP.
    Http,
    /// HTTP over TLS.
    Https,
}

impl Scheme {
    /// The scheme as written in an address.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

/// An absolute address without user information and fragment (RFC 3986).
///
/// `Display` and `Debug` leave the query out: addresses of blobs carry signatures there.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Url {
    // Shared, because every error carries one and results should stay small.
    parts: Arc<Parts>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Parts {
    scheme: Scheme,
    /// Lower case; an IPv6 address stands in brackets.
    host: String,
    port: Option<u16>,
    /// Begins with a slash.
    path: String,
    query: Option<String>,
}

/// Why a text is not an address that this client can use. Carries nothing of the text, which may
/// hold a password or a signature.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UrlError {
    /// Longer than [`URL_BYTES_MAX`].
    #[error("the address is longer than {URL_BYTES_MAX} bytes")]
    TooLong,
    /// Neither `http://` nor `https://`.
    #[error("the address begins with neither http:// nor https://")]
    Scheme,
    /// A user name or password stands before the host.
    #[error("the address carries a user name or password")]
    UserInfo,
    /// The host is empty or has characters that no host has.
    #[error("the address has no valid host")]
    Host,
    /// The port is no number from 1 to 65535.
    #[error("the address has no valid port")]
    Port,
    /// A space, a control character or a character outside ASCII.
    #[error("the address has a character that must be percent-encoded")]
    Character,
}

impl Url {
    /// Parses an absolute address; a fragment is dropped.
    ///
    /// # Errors
    /// See [`UrlError`].
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        check_characters(text)?;
        let (scheme, rest) = split_scheme(text).ok_or(UrlError::Scheme)?;
        let (authority, tail) = split_authority(rest);
        let (host, port) = parse_authority(authority)?;
        let (path, query) = split_path(tail);
        let path = if path.is_empty() {
            "/".to_owned()
        } else {
            remove_dot_segments(path)
        };
        Ok(Self::from(Parts {
            scheme,
            host,
            port,
            path,
            query: query.map(str::to_owned),
        }))
    }

    /// Resolves the value of a `Location` or `Link` header against this address
    /// (RFC 3986 section 5.2).
    ///
    /// # Errors
    /// See [`UrlError`].
    pub fn join(&self, reference: &str) -> Result<Self, UrlError> {
        check_characters(reference)?;
        if let Some(rest) = reference.strip_prefix("//") {
            return Self::parse(&format!("{}://{rest}", self.parts.scheme.as_str()));
        }
        if has_scheme(reference) {
            return Self::parse(reference);
        }
        let (path, query) = split_path(reference);
        let mut joined = Parts::clone(&self.parts);
        joined.query = query.map(str::to_owned);
        if path.starts_with('/') {
            joined.path = remove_dot_segments(path);
        } else if !path.is_empty() {
            let folder = self
                .parts
                .path
                .rsplit_once('/')
                .map_or("", |(folder, _)| folder);
            joined.path = remove_dot_segments(&format!("{folder}/{path}"));
        } else if query.is_none() {
            joined.query.clone_from(&self.parts.query);
        }
        Ok(Self::from(joined))
    }

    /// The same address with `pairs` appended to its query, percent-encoded.
    #[must_use]
    pub fn with_query(&self, pairs: &[(&str, &str)]) -> Self {
        let added = encode_form(pairs);
        let mut url = Parts::clone(&self.parts);
        url.query = match url.query.take() {
            Some(query) if !query.is_empty() && !added.is_empty() => {
                Some(format!("{query}&{added}"))
            }
            Some(query) if !query.is_empty() => Some(query),
            _ if added.is_empty() => None,
            _ => Some(added),
        };
        Self::from(url)
    }

    /// The address of something below this one, each of `segments` percent-encoded. A `/` at the
    /// end of this address counts once.
    #[must_use]
    pub fn with_segments<'s>(&self, segments: impl IntoIterator<Item = &'s str>) -> Self {
        let mut url = Parts::clone(&self.parts);
        url.query = None;
        for segment in segments {
            if !url.path.ends_with('/') {
                url.path.push('/');
            }
            percent_encode(segment, &mut url.path);
        }
        Self::from(url)
    }

    /// The scheme.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.parts.scheme
    }

    /// The host in lower case; an IPv6 address in brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.parts.host
    }

    /// The port, written or implied by the scheme.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.parts.port.unwrap_or(self.parts.scheme.default_port())
    }

    /// Whether both have the same scheme, host and port (RFC 6454): only then may credentials
    /// meant for one be sent to the other.
    #[must_use]
    pub fn same_origin(&self, other: &Self) -> bool {
        self.parts.scheme == other.parts.scheme
            && self.parts.host == other.parts.host
            && self.port() == other.port()
    }

    /// The whole address with its query. Not for messages: the query may hold a signature.
    #[must_use]
    pub fn with_secrets(&self) -> String {
        let mut text = self.to_string();
        if let Some(query) = &self.parts.query {
            text.push('?');
            text.push_str(query);
        }
        text
    }
}

impl fmt::Display for Url {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}://{}", self.parts.scheme.as_str(), self.parts.host)?;
        if let Some(port) = self.parts.port {
            write!(out, ":{port}")?;
        }
        out.write_str(&self.parts.path)
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Url({self})")
    }
}

impl From<Parts> for Url {
    fn from(parts: Parts) -> Self {
        Self {
            parts: Arc::new(parts),
        }
    }
}

/// Encodes pairs as `application/x-www-form-urlencoded`, with `%20` for a space.
#[must_use]
pub fn encode_form(pairs: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        if !text.is_empty() {
            text.push('&');
        }
        percent_encode(name, &mut text);
        text.push('=');
        percent_encode(value, &mut text);
    }
    text
}

fn percent_encode(text: &str, out: &mut String) {
    const HEX: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.extend([HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
        }
    }
}

fn check_characters(text: &str) -> Result<(), UrlError> {
    if text.len() > URL_BYTES_MAX {
        return Err(UrlError::TooLong);
    }
    // Backslashes are refused because some parsers read them as slashes, and two readings of one
    // address are how a host check is passed by.
    let allowed = |byte: u8| byte.is_ascii_graphic() && !b"\\\"<>^`{|}".contains(&byte);
    if text.bytes().all(allowed) {
        Ok(())
    } else {
        Err(UrlError::Character)
    }
}

/// Whether the text begins with a scheme and a colon, known or not.
fn has_scheme(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else {
        return false;
    };
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

fn split_scheme(text: &str) -> Option<(Scheme, &str)> {
    let (scheme, rest) = text.split_once("://")?;
    if scheme.eq_ignore_ascii_case("https") {
        Some((Scheme::Https, rest))
    } else if scheme.eq_ignore_ascii_case("http") {
        Some((Scheme::Http, rest))
    } else {
        None
    }
}

fn split_authority(rest: &str) -> (&str, &str) {
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    rest.split_at(end)
}

fn parse_authority(authority: &str) -> Result<(String, Option<u16>), UrlError> {
    if authority.contains('@') {
        return Err(UrlError::UserInfo);
    }
    let (host, port) = if let Some(rest) = authority.strip_prefix('[') {
        let (address, tail) = rest.split_once(']').ok_or(UrlError::Host)?;
        let valid = address.parse::<std::net::Ipv6Addr>().is_ok();
        let port = match tail {
            "" => None,
            _ => Some(tail.strip_prefix(':').ok_or(UrlError::Host)?),
        };
        (
            if valid {
                format!("[{address}]")
            } else {
                String::new()
            },
            port,
        )
    } else {
        match authority.split_once(':') {
            Some((host, port)) => (host.to_owned(), Some(port)),
            None => (authority.to_owned(), None),
        }
    };
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    let named = !host.is_empty() && host.chars().all(allowed);
    if !named && !host.starts_with('[') {
        return Err(UrlError::Host);
    }
    let port = match port {
        None | Some("") => None,
        Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => Some(
            digits
                .parse::<u16>()
                .ok()
                .filter(|port| *port != 0)
                .ok_or(UrlError::Port)?,
        ),
        Some(_) => return Err(UrlError::Port),
    };
    Ok((host.to_ascii_lowercase(), port))
}

/// Splits what follows the authority into path and query, dropping the fragment.
fn split_path(tail: &str) -> (&str, Option<&str>) {
    let tail = tail.split_once('#').map_or(tail, |(before, _)| before);
    match tail.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (tail, None),
    }
}

/// Resolves `.` and `..` (RFC 3986 section 5.2.4); `..` never climbs above the root.
fn remove_dot_segments(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut ends_in_folder = false;
    for segment in path.trim_start_matches('/').split('/') {
        ends_in_folder = matches!(segment, "." | "..");
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            _ => kept.push(segment),
        }
    }
    let mut clean = format!("/{}", kept.join("/"));
    if ends_in_folder && !clean.ends_with('/') {
        clean.push('/');
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a valid address")
    }

    #[test]
    fn shown_addresses_leave_the_query_out() {
        let signed = url("https://store.example:8443/blob/ab?X-Signature=secret#part");
        assert_eq!(signed.to_string(), "https://store.example:8443/blob/ab");
        assert!(!format!("{signed:?}").contains("secret"));
        assert_eq!(
            signed.with_secrets(),
            "https://store.example:8443/blob/ab?X-Signature=secret"
        );
    }

    #[test]
    fn addresses_that_cannot_be_used_are_refused() {
        let cases = [
            ("ftp://host/", UrlError::Scheme),
            ("host/path", UrlError::Scheme),
            ("https://user:pw@host/", UrlError::UserInfo),
            ("https:///path", UrlError::Host),
            ("https://ho%73t/", UrlError::Host),
            ("https://[::1/", UrlError::Host),
            ("https://[zz]/", UrlError::Host),
            ("https://host:70000/", UrlError::Port),
            ("https://host:0/", UrlError::Port),
            ("https://host:+80/", UrlError::Port),
            ("https://host/a b", UrlError::Character),
            ("https://host\\@evil/", UrlError::Character),
            ("https://host/\r\nX: y", UrlError::Character),
            ("https://h\u{f6}st/", UrlError::Character),
        ];
        for (text, error) in cases {
            assert_eq!(Url::parse(text), Err(error), "{text}");
        }
        let long = format!("https://host/{}", "a".repeat(URL_BYTES_MAX));
        assert_eq!(Url::parse(&long), Err(UrlError::TooLong));
    }

    #[test]
    fn references_resolve_against_the_base() {
        let base = url("https://host/a/b/c?q=1");
        let cases = [
            ("/x/y", "https://host/x/y"),
            ("d", "https://host/a/b/d"),
            ("../d?e=f", "https://host/a/d?e=f"),
            ("../../../../d", "https://host/d"),
            ("//other/z", "https://other/z"),
            ("HTTP://Other:80/z", "http://other:80/z"),
            ("?n=2", "https://host/a/b/c?n=2"),
            ("", "https://host/a/b/c?q=1"),
            (".", "https://host/a/b/"),
        ];
        for (reference, expected) in cases {
            assert_eq!(
                base.join(reference).expect(reference).with_secrets(),
                expected
            );
        }
        assert_eq!(base.join("javascript:x"), Err(UrlError::Scheme));
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let base = url("https://Host/a");
        assert!(base.same_origin(&url("https://host:443/b?c")));
        assert!(!base.same_origin(&url("http://host/a")));
        assert!(!base.same_origin(&url("https://host:444/a")));
        assert!(!base.same_origin(&url("https://sub.host/a")));
    }

    #[test]
    fn query_values_are_encoded() {
        let plain = url("https://host/token");
        let asked = plain.with_query(&[("scope", "repository:a/b:pull"), ("x", "1&2 \u{e9}")]);
        assert_eq!(
            asked.with_secrets(),
            "https://host/token?scope=repository%3Aa%2Fb%3Apull&x=1%262%20%C3%A9"
        );
        assert_eq!(
            url("https://h/?a=1")
                .with_query(&[("b", "2")])
                .with_secrets(),
            "https://h/?a=1&b=2"
        );
        assert_eq!(plain.with_query(&[]), plain);
    }
}
