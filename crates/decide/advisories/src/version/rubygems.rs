//! RubyGems versions, as `Gem::Version` orders them.
//!
//! Segments are runs of digits and of other characters; text sorts before numbers, trailing zeros
//! do not count, and a version that ends goes on in zeros. `-` reads as `.pre.`.

use super::VersionError;
use super::key::{KeyWriter, VersionKey, is_number, is_zero, take_while};

const TEXT: u8 = 1;
/// Zeros, their count, then text: the more zeros the greater, all below the end.
const ZEROS_THEN_TEXT: u8 = 2;
const END: u8 = 3;
/// Zeros, 255 less their count, then a number: the more zeros the less, all above the end.
const ZEROS_THEN_NUMBER: u8 = 4;

pub(super) fn key(version: &str) -> Result<VersionKey, VersionError> {
    let expanded = version.replace('-', ".pre.");
    let segments = segments(&expanded);
    let mut key = KeyWriter::new();
    let mut zeros = 0_u8;
    for segment in segments {
        if is_zero(segment) {
            // Two bytes a zero, so `VERSION_BYTES_MAX` keeps this below 255.
            zeros = zeros.saturating_add(1);
            continue;
        }
        match (is_number(segment), zeros) {
            (true, 0) => {}
            (true, _) => {
                key.tag(ZEROS_THEN_NUMBER);
                key.tag(u8::MAX - zeros);
            }
            (false, 0) => key.tag(TEXT),
            (false, _) => {
                key.tag(ZEROS_THEN_TEXT);
                key.tag(zeros);
            }
        }
        zeros = 0;
        if is_number(segment) {
            key.number(segment);
        } else {
            key.text(segment);
        }
    }
    key.tag(END);
    Ok(key.finish())
}

/// The segments without the zeros that end the leading numbers.
fn segments(version: &str) -> Vec<&str> {
    let mut segments = Vec::new();
    for mut part in version.split('.') {
        while !part.is_empty() {
            let digits = part.starts_with(|c: char| c.is_ascii_digit());
            let (segment, rest) = take_while(part, |b| b.is_ascii_digit() == digits);
            segments.push(segment);
            part = rest;
        }
    }
    let numbers = segments
        .iter()
        .position(|s| !is_number(s))
        .unwrap_or(segments.len());
    let kept = segments
        .iter()
        .take(numbers)
        .rposition(|s| !is_zero(s))
        .map_or(0, |i| i + 1);
    segments.drain(kept..numbers);
    segments
}
