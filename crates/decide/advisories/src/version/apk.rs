//! Alpine package versions, as apk-tools orders them.
//!
//! `number{.number}[letter]{_suffix[number]}[~hash][-rN]`. What apk-tools cannot read stays in
//! order as far as it can be read, and sorts just below the same version without the surplus; this
//! is what the OSV comparers do too.

use super::VersionError;
use super::key::{KeyWriter, VersionKey, take_while};

/// Ends the numbers: a version with a further number is greater.
const END_OF_NUMBERS: u8 = 2;
const NO_LETTER: u8 = 1;
/// The suffixes in their order; the end of the suffixes sorts between `rc` and `cvs`.
const SUFFIXES: [(&str, u8); 9] = [
    ("alpha", 3),
    ("beta", 4),
    ("pre", 5),
    ("rc", 6),
    ("cvs", 8),
    ("svn", 9),
    ("git", 10),
    ("hg", 11),
    ("p", 12),
];
const END_OF_SUFFIXES: u8 = 7;
const SURPLUS: u8 = 1;
const COMPLETE: u8 = 2;
const LEADING_ZERO: u8 = 3;

pub(super) fn key(version: &str) -> Result<VersionKey, VersionError> {
    let mut key = KeyWriter::new();
    let mut rest = write_numbers(&mut key, version);
    key.tag(END_OF_NUMBERS);
    match rest.bytes().next() {
        Some(letter) if letter.is_ascii_lowercase() => {
            key.tag(letter);
            rest = rest.get(1..).unwrap_or("");
        }
        _ => key.tag(NO_LETTER),
    }
    rest = write_suffixes(&mut key, rest);
    key.tag(END_OF_SUFFIXES);
    if let Some(tail) = rest.strip_prefix('~') {
        // A commit hash has no order.
        let (hash, tail) = take_while(tail, |b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if !hash.is_empty() {
            rest = tail;
        }
    }
    let (build, surplus, dashed) = match rest.strip_prefix("-r") {
        Some(tail) => {
            let (build, surplus) = take_while(tail, |b| b.is_ascii_digit());
            (build, surplus, true)
        }
        None => ("", rest, rest.starts_with('-')),
    };
    key.number(build);
    if surplus.is_empty() {
        key.tag(COMPLETE);
    } else {
        key.tag(SURPLUS);
        // After a dash nothing is told apart; any other surplus sorts as text.
        if !dashed {
            key.last_text(surplus);
        }
    }
    Ok(key.finish())
}

/// The numbers and the rest. From the second on, a number with a leading zero sorts as a fraction
/// does: as text, below all numbers without one.
fn write_numbers<'a>(key: &mut KeyWriter, version: &'a str) -> &'a str {
    let mut rest = version;
    let mut first = true;
    loop {
        let (digits, tail) = take_while(rest, |b| b.is_ascii_digit());
        if digits.is_empty() {
            return rest;
        }
        if !first && digits.starts_with('0') {
            key.tag(LEADING_ZERO);
            key.text(digits);
        } else {
            key.number(digits);
        }
        first = false;
        match tail.strip_prefix('.') {
            Some(next) => rest = next,
            None => return tail,
        }
    }
}

fn write_suffixes<'a>(key: &mut KeyWriter, mut rest: &'a str) -> &'a str {
    'next: while let Some(tail) = rest.strip_prefix('_') {
        for (name, rank) in SUFFIXES {
            if let Some(tail) = tail.strip_prefix(name) {
                let (digits, tail) = take_while(tail, |b| b.is_ascii_digit());
                key.tag(rank);
                key.number(digits);
                rest = tail;
                continue 'next;
            }
        }
        break;
    }
    rest
}
