//! Semantic Versioning 2.0.0 and the schemes that are built on it: NuGet, Pub and Hackage.
//!
//! Read leniently, as the OSV comparers do: a leading `v`, missing components (zero) and numbers of
//! any size are accepted. What follows the last component a scheme knows counts as pre-release.

use super::VersionError;
use super::key::{KeyWriter, VersionKey, is_number, take_while};

const END: u8 = 1;
const NUMERIC: u8 = 2;
const TEXT: u8 = 3;
const RELEASE: u8 = 4;

/// npm, crates.io, Go, Hex and others: three components, build metadata without influence.
pub(super) fn key(version: &str) -> Result<VersionKey, VersionError> {
    let parts = Parts::read(version);
    let mut key = KeyWriter::new();
    let pre = parts.write_components(&mut key, 3);
    write_pre_release(&mut key, without_metadata(&pre));
    Ok(key.finish())
}

/// NuGet: four components, letters compared without case.
pub(super) fn nuget_key(version: &str) -> Result<VersionKey, VersionError> {
    let lower = version.to_ascii_lowercase();
    let parts = Parts::read(&lower);
    let mut key = KeyWriter::new();
    let pre = parts.write_components(&mut key, 4);
    write_pre_release(&mut key, without_metadata(&pre));
    Ok(key.finish())
}

/// Pub: as Semantic Versioning, and build metadata decides last, none before any.
pub(super) fn pub_key(version: &str) -> Result<VersionKey, VersionError> {
    let parts = Parts::read(version);
    let mut key = KeyWriter::new();
    let pre = parts.write_components(&mut key, 3);
    write_pre_release(&mut key, without_metadata(&pre));
    match pre.split_once('+') {
        Some((_, metadata)) => write_identifiers(&mut key, metadata),
        None => key.tag(END),
    }
    Ok(key.finish())
}

/// Hackage: any number of numbers and nothing else; more numbers are more.
pub(super) fn hackage_key(version: &str) -> Result<VersionKey, VersionError> {
    let parts = Parts::read(version);
    if !parts.rest.is_empty() || parts.components.is_empty() {
        return Err(VersionError::Malformed {
            scheme: "Hackage",
            what: "number",
        });
    }
    let mut key = KeyWriter::new();
    parts
        .components
        .iter()
        .for_each(|digits| key.number(digits));
    key.tag(END);
    Ok(key.finish())
}

/// CRAN: numbers between dots and dashes; more numbers are more.
pub(super) fn cran_key(version: &str) -> Result<VersionKey, VersionError> {
    let mut key = KeyWriter::new();
    version
        .split(['.', '-'])
        .filter(|part| is_number(part))
        .for_each(|part| key.number(part));
    key.tag(END);
    Ok(key.finish())
}

/// The leading numbers, and what follows them.
struct Parts<'a> {
    components: Vec<&'a str>,
    rest: &'a str,
}

impl<'a> Parts<'a> {
    fn read(version: &'a str) -> Self {
        let mut rest = version.strip_prefix('v').unwrap_or(version);
        let mut components = Vec::new();
        loop {
            rest = rest.trim_start_matches('.');
            let (digits, tail) = take_while(rest, |b| b.is_ascii_digit());
            if digits.is_empty() {
                return Self { components, rest };
            }
            components.push(digits);
            rest = tail;
        }
    }

    /// Writes exactly `count` components and returns what counts as pre-release and metadata.
    fn write_components(&self, key: &mut KeyWriter, count: usize) -> String {
        for index in 0..count {
            key.number(self.components.get(index).copied().unwrap_or("0"));
        }
        let mut rest = self.rest.to_owned();
        for extra in self.components.iter().skip(count) {
            rest.push('.');
            rest.push_str(extra);
        }
        rest
    }
}

fn without_metadata(text: &str) -> &str {
    text.split('+').next().unwrap_or("")
}

fn write_pre_release(key: &mut KeyWriter, text: &str) {
    let text = text.strip_prefix('-').unwrap_or(text);
    if text.is_empty() {
        key.tag(RELEASE);
    } else {
        write_identifiers(key, text);
    }
}

/// Dot-separated identifiers: numbers before text, fewer before more (SemVer item 11).
fn write_identifiers(key: &mut KeyWriter, text: &str) {
    for identifier in text.split('.') {
        if is_number(identifier) {
            key.tag(NUMERIC);
            key.number(identifier);
        } else {
            key.tag(TEXT);
            key.text(identifier);
        }
    }
    key.tag(END);
}
