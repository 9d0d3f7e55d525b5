//! URLs, taken apart and put together (RFC 3986, as Go reads it).

use super::dicts::field;
use super::{Args, Function, Param, string};
use crate::helm::eval::Engine;
use crate::helm::fault::{Fault, Outcome};
use crate::helm::value::{Map, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("urlParse", &[Param::Str], parse),
    Function::new("urlJoin", &[Param::Map], join),
];

fn parse(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let text = args.str(0);
    engine.meter.make(text.len())?;
    if text.contains(|c: char| c.is_ascii_control() || c == ' ') {
        return Err(Fault::new("unable to parse url"));
    }
    let (rest, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    };
    let (scheme, rest) = match rest.split_once(':') {
        Some((scheme, rest)) if is_scheme(scheme) => (scheme.to_lowercase(), rest),
        _ => (String::new(), rest),
    };
    let (authority, path, opaque) = match rest.strip_prefix("//") {
        Some(rest) => {
            let end = rest.find('/').unwrap_or(rest.len());
            let (authority, path) = rest.split_at(end);
            (authority, path, "")
        }
        None if !scheme.is_empty() && !rest.starts_with('/') => ("", "", rest),
        None => ("", rest, ""),
    };
    let (userinfo, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let name = match host.strip_prefix('[').and_then(|host| host.split_once(']')) {
        Some((name, _)) => name,
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let map = Map::new();
    let entries = [
        ("scheme", scheme.as_str()),
        ("host", host),
        ("hostname", name),
        ("path", path),
        ("query", query),
        ("opaque", opaque),
        ("fragment", fragment),
        ("userinfo", userinfo),
    ];
    for (key, value) in entries {
        map.insert(key, Value::str(value));
    }
    Ok(Value::Map(map))
}

fn join(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let map = args.map(0);
    let part = |key: &str| {
        Ok::<String, Box<Fault>>(match field(&map, key)? {
            Value::Str(text) => text.as_str().to_owned(),
            _ => String::new(),
        })
    };
    let mut out = String::new();
    let scheme = part("scheme")?;
    if !scheme.is_empty() {
        out.push_str(&scheme);
        out.push(':');
    }
    let opaque = part("opaque")?;
    let (userinfo, host, path) = (part("userinfo")?, part("host")?, part("path")?);
    if !opaque.is_empty() {
        out.push_str(&opaque);
    } else {
        if !scheme.is_empty() || !host.is_empty() || !userinfo.is_empty() {
            if !host.is_empty() || !path.is_empty() || !userinfo.is_empty() {
                out.push_str("//");
            }
            if !userinfo.is_empty() {
                out.push_str(&userinfo);
                out.push('@');
            }
            out.push_str(&host);
        }
        if !path.is_empty() && !path.starts_with('/') && !host.is_empty() {
            out.push('/');
        }
        out.push_str(&path);
    }
    for (key, mark) in [("query", '?'), ("fragment", '#')] {
        let text = part(key)?;
        if !text.is_empty() {
            out.push(mark);
            out.push_str(&text);
        }
    }
    engine.meter.make(out.len())?;
    string(out)
}

/// A text as a value of a query.
pub(super) fn query_escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(byte as char);
            }
            b' ' => out.push('+'),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
