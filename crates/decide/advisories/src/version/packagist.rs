//! Packagist versions, as PHP's `version_compare` orders them, without a leading `v`.
//!
//! Parts are split at `.`, `-`, `_`, `+` and where digits meet letters. Order of the parts: any
//! other word, `dev`, `alpha`, `beta`, `RC`, the end, numbers, `pl`; `#` stands for nothing.

use super::VersionError;
use super::key::{KeyWriter, VersionKey, is_number, take_while};

const OTHER_WORD: u8 = 0x10;
const DEV: u8 = 0x11;
const ALPHA: u8 = 0x12;
const BETA: u8 = 0x13;
const CANDIDATE: u8 = 0x14;
const END: u8 = 0x20;
const PATCH: u8 = 0xfe;

pub(super) fn key(version: &str) -> Result<VersionKey, VersionError> {
    let version = version.strip_prefix(['v', 'V']).unwrap_or(version);
    let mut key = KeyWriter::new();
    for mut part in version.split(['.', '-', '_', '+']) {
        if part.is_empty() {
            key.tag(OTHER_WORD);
        }
        while !part.is_empty() {
            let digits = part.starts_with(|c: char| c.is_ascii_digit());
            let (piece, rest) = take_while(part, |b| b.is_ascii_digit() == digits);
            write_piece(&mut key, piece);
            part = rest;
        }
    }
    key.tag(END);
    Ok(key.finish())
}

/// Words count by how they begin, so `beta`, `b` and `branch` are one.
fn write_piece(key: &mut KeyWriter, piece: &str) {
    if is_number(piece) {
        key.number(piece);
    } else if piece.starts_with("dev") {
        key.tag(DEV);
    } else if piece.starts_with('a') {
        key.tag(ALPHA);
    } else if piece.starts_with('b') {
        key.tag(BETA);
    } else if piece.starts_with("rc") || piece.starts_with("RC") {
        key.tag(CANDIDATE);
    } else if piece.starts_with('p') {
        key.tag(PATCH);
    } else if !piece.starts_with('#') {
        key.tag(OTHER_WORD);
    }
}
