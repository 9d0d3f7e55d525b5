//! Debian and Ubuntu package versions, by deb-version(7).
//!
//! `[epoch:]upstream[-revision]`. Upstream and revision are read in turns of non-digits and digits;
//! in non-digits a tilde sorts before the end, the end before letters, letters before the rest.

use super::VersionError;
use super::key::{KeyWriter, VersionKey, is_number, take_while};

const TILDE: u8 = 1;
const END: u8 = 2;
const FIRST_LETTER: u8 = 3;
const FIRST_OTHER: u8 = FIRST_LETTER + 52;

pub(super) fn key(version: &str) -> Result<VersionKey, VersionError> {
    let (epoch, rest) = match version.split_once(':') {
        Some((epoch, rest)) if is_number(epoch) => (epoch, rest),
        Some(_) => {
            return Err(VersionError::Malformed {
                scheme: "dpkg",
                what: "epoch",
            });
        }
        None => ("0", version),
    };
    let (upstream, revision) = rest.rsplit_once('-').unwrap_or((rest, ""));
    let mut key = KeyWriter::new();
    key.number(epoch);
    write_part(&mut key, upstream);
    write_part(&mut key, revision);
    Ok(key.finish())
}

/// A missing tail counts as an empty non-digit run and a zero, so it is written that way.
fn write_part(key: &mut KeyWriter, mut part: &str) {
    loop {
        let (text, rest) = take_while(part, |b| !b.is_ascii_digit());
        text.bytes().for_each(|b| key.tag(rank(b)));
        key.tag(END);
        let (digits, rest) = take_while(rest, |b| b.is_ascii_digit());
        key.number(digits);
        part = rest;
        if part.is_empty() {
            key.tag(END);
            return;
        }
    }
}

/// The weight of a non-digit byte. Every byte has its own, so other bytes than the manual page
/// allows still have a defined order.
fn rank(byte: u8) -> u8 {
    match byte {
        b'~' => TILDE,
        b'A'..=b'Z' => FIRST_LETTER + (byte - b'A'),
        b'a'..=b'z' => FIRST_LETTER + 26 + (byte - b'a'),
        // The bytes in between that have ranks of their own leave gaps, which do no harm.
        0..=b'/' => FIRST_OTHER + byte,
        b':'..=b'@' => FIRST_OTHER + 48 + (byte - b':'),
        b'['..=b'`' => FIRST_OTHER + 55 + (byte - b'['),
        b'{'..=b'}' => FIRST_OTHER + 61 + (byte - b'{'),
        b'0'..=b'9' => END,
        0x7f..=0xff => FIRST_OTHER + 64 + (byte - 0x7f),
    }
}
