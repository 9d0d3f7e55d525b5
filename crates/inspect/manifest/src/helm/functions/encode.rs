//! Encodings and checksums.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256, Sha512};

use super::{Args, Function, Param, string};
use crate::helm::eval::Engine;
use crate::helm::fault::Outcome;
use crate::helm::sha1::sha1;
use crate::helm::value::Value;

const STR: Param = Param::Str;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("b64enc", &[STR], |engine, args| {
        made(engine, STANDARD.encode(args.str(0)))
    }),
    Function::new("b64dec", &[STR], |engine, args| {
        made(
            engine,
            match STANDARD.decode(args.str(0)) {
                Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                Err(error) => error.to_string(),
            },
        )
    }),
    Function::new("b32enc", &[STR], |engine, args| {
        made(engine, base32(args.str(0)))
    }),
    Function::new("b32dec", &[STR], |engine, args| {
        made(engine, from_base32(args.str(0)))
    }),
    Function::new("sha1sum", &[STR], |engine, args| {
        hashed(engine, args, |bytes| hex(&sha1(bytes)))
    }),
    Function::new("sha256sum", &[STR], |engine, args| {
        hashed(engine, args, |bytes| hex(&Sha256::digest(bytes)))
    }),
    Function::new("sha512sum", &[STR], |engine, args| {
        hashed(engine, args, |bytes| hex(&Sha512::digest(bytes)))
    }),
    Function::new("adler32sum", &[STR], |engine, args| {
        hashed(engine, args, |bytes| adler32(bytes).to_string())
    }),
];

fn made(engine: &mut Engine, text: String) -> Outcome<Value> {
    engine.meter.make(text.len())?;
    string(text)
}

fn hashed(engine: &mut Engine, args: Args<'_>, hash: fn(&[u8]) -> String) -> Outcome<Value> {
    engine.meter.make(args.str(0).len())?;
    string(hash(args.str(0).as_bytes()))
}

/// Bytes as base64, as JSON has them.
pub(in crate::helm) fn base64_of(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// RFC 1950.
fn adler32(bytes: &[u8]) -> u32 {
    let (mut low, mut high) = (1_u32, 0_u32);
    for byte in bytes {
        low = (low + u32::from(*byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    (high << 16) | low
}

/// RFC 4648, section 6.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

fn base32(text: &str) -> String {
    let mut out = String::new();
    for chunk in text.as_bytes().chunks(5) {
        let mut bits = 0_u64;
        for at in 0..5 {
            bits = (bits << 8) | u64::from(chunk.get(at).copied().unwrap_or(0));
        }
        let used = (chunk.len() * 8).div_ceil(5);
        for at in 0..8 {
            let digit = usize::try_from((bits >> (35 - 5 * at)) & 31).unwrap_or(0);
            let digit = BASE32.get(digit).copied().unwrap_or(b'=');
            out.push(if at < used { digit as char } else { '=' });
        }
    }
    out
}

fn from_base32(text: &str) -> String {
    let mut out = Vec::new();
    let (mut bits, mut count) = (0_u64, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let Some(digit) = BASE32.iter().position(|digit| *digit == byte) else {
            return "illegal base32 data".to_owned();
        };
        bits = ((bits << 5) | digit as u64) & 0xfff;
        count += 5;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from((bits >> count) & 0xff).unwrap_or(0));
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_come_back() {
        assert_eq!(base32("a"), "ME======");
        assert_eq!(from_base32(&base32("hello world")), "hello world");
        assert_eq!(adler32(b"abc"), 38_600_999);
    }
}
