//! RPM versions, by rpmvercmp of the rpm project.
//!
//! `[epoch:]version[-release]`. Runs of letters and of digits are compared in turn, everything else
//! separates; a tilde sorts before the end, a caret after the end and before any run.

use super::VersionError;
use super::key::{KeyWriter, VersionKey, take_while};

const EMPTY: u8 = 0;
const TILDE: u8 = 1;
const END: u8 = 2;
const CARET: u8 = 3;

pub(super) fn key(version: &str) -> Result<VersionKey, VersionError> {
    // What stands before a colon is an epoch only if it is digits.
    let (epoch, rest) = match version.split_once(':') {
        Some((epoch, rest)) if epoch.bytes().all(|b| b.is_ascii_digit()) => (epoch, rest),
        _ => ("", version),
    };
    let (version, release) = match rest.split_once('-') {
        Some((version, release)) => (version, Some(release)),
        None => (rest, None),
    };
    let mut key = KeyWriter::new();
    key.number(epoch);
    if version.is_empty() {
        key.tag(EMPTY);
    } else {
        write_part(&mut key, version);
    }
    // A release that is there but empty is still more than none.
    match release {
        Some(release) => write_part(&mut key, release),
        None => key.tag(EMPTY),
    }
    Ok(key.finish())
}

fn write_part(key: &mut KeyWriter, mut part: &str) {
    loop {
        let Some(first) = part.bytes().next() else {
            key.tag(END);
            return;
        };
        match first {
            b'~' | b'^' => {
                key.tag(if first == b'~' { TILDE } else { CARET });
                part = part.get(1..).unwrap_or("");
            }
            b'0'..=b'9' => {
                let (digits, rest) = take_while(part, |b| b.is_ascii_digit());
                key.number(digits);
                part = rest;
            }
            b'A'..=b'Z' | b'a'..=b'z' => {
                let (letters, rest) = take_while(part, |b| b.is_ascii_alphabetic());
                key.text(letters);
                part = rest;
            }
            _ => {
                part = part.trim_start_matches(|c: char| {
                    !c.is_ascii_alphanumeric() && c != '~' && c != '^'
                });
            }
        }
    }
}
