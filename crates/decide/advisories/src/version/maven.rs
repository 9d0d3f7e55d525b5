//! Maven versions, by the version order specification of the POM reference.
//!
//! Tokens are split at dots, dashes and where digits meet other characters. The specification pads
//! the shorter version, which makes its relation circular where dots and dashes mix: it holds
//! `2.9.0.RC1 < 2.9.0 < 2.9.0-1 < 2.9.0.RC1`. No key can say that. [`relation`] answers for one
//! pair as the specification does; [`key`] counts a dotted qualifier as a dashed one, as current
//! Maven does, which is a total order and agrees for all versions that do not mix the two.

use std::cmp::Ordering;

use super::VersionError;
use super::key::{KeyWriter, VersionKey, is_number, is_zero, take_while};

/// Qualifiers that sort before the release, in their order.
const PRE_RELEASES: [(&str, u8); 5] = [
    ("alpha", 0x10),
    ("beta", 0x11),
    ("milestone", 0x12),
    ("rc", 0x13),
    ("snapshot", 0x14),
];
/// A release word in the middle of a version.
const RELEASE: u8 = 0x1f;
const END: u8 = 0x20;
const SERVICE_PACK: u8 = 0x21;
const QUALIFIER: u8 = 0x22;
const DASHED_NUMBER: u8 = 0x30;
/// Dotted zeros, 255 less their count, then a dotted number.
const ZEROS: u8 = 0x40;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Prefix {
    First,
    Dot,
    Dash,
}

#[derive(Debug)]
struct Token {
    prefix: Prefix,
    value: String,
}

impl Token {
    fn is_null(&self) -> bool {
        self.value.is_empty() || is_zero(&self.value)
    }
}

pub(super) fn key(version: &str) -> Result<VersionKey, VersionError> {
    let tokens = trim(read(&version.to_lowercase()), true);
    let mut key = KeyWriter::new();
    let mut zeros = 0_u8;
    for token in &tokens {
        let number = is_number(&token.value);
        if number && token.prefix == Prefix::Dot && is_zero(&token.value) {
            // Two bytes a zero, so `VERSION_BYTES_MAX` keeps this below 255.
            zeros = zeros.saturating_add(1);
            continue;
        }
        if zeros > 0 {
            key.tag(ZEROS);
            key.tag(u8::MAX - zeros);
            zeros = 0;
        }
        if number {
            if token.prefix == Prefix::Dash {
                key.tag(DASHED_NUMBER);
            }
            key.number(&token.value);
        } else {
            write_qualifier(&mut key, &token.value);
        }
    }
    key.tag(END);
    Ok(key.finish())
}

fn write_qualifier(key: &mut KeyWriter, value: &str) {
    let rank = rank(value);
    key.tag(rank);
    if rank == QUALIFIER {
        key.text(value);
    }
}

fn read(version: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut prefix = Prefix::First;
    let mut rest = version;
    loop {
        let end = rest.find(['.', '-']);
        let (mut part, tail) = end
            .and_then(|i| rest.split_at_checked(i))
            .unwrap_or((rest, ""));
        if part.is_empty() {
            tokens.push(Token {
                prefix,
                value: "0".to_owned(),
            });
        }
        while !part.is_empty() {
            let digits = part.starts_with(|c: char| c.is_ascii_digit());
            let (value, left) = take_while(part, |b| b.is_ascii_digit() == digits);
            tokens.push(Token {
                prefix,
                value: normal(value, !left.is_empty()).to_owned(),
            });
            prefix = Prefix::Dash;
            part = left;
        }
        let Some(separator) = tail.chars().next() else {
            return tokens;
        };
        prefix = if separator == '.' {
            Prefix::Dot
        } else {
            Prefix::Dash
        };
        rest = tail.get(1..).unwrap_or("");
    }
}

/// The one spelling of a token; one-letter forms hold only directly before a number.
fn normal(value: &str, number_follows: bool) -> &str {
    match value {
        "cr" => "rc",
        "ga" | "final" | "release" => "",
        "a" if number_follows => "alpha",
        "b" if number_follows => "beta",
        "m" if number_follows => "milestone",
        _ => value,
    }
}

/// Drops the null tokens that end the version and those before each dash; for the key also those
/// before a dotted qualifier.
fn trim(tokens: Vec<Token>, before_qualifiers: bool) -> Vec<Token> {
    let mut kept: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let qualifier = before_qualifiers && !is_number(&token.value) && !token.is_null();
        if token.prefix == Prefix::Dash || qualifier {
            drop_trailing_nulls(&mut kept);
        }
        kept.push(token);
    }
    drop_trailing_nulls(&mut kept);
    kept
}

fn drop_trailing_nulls(tokens: &mut Vec<Token>) {
    while tokens.len() > 1 && tokens.last().is_some_and(Token::is_null) {
        tokens.pop();
    }
}

/// Compares one pair as the specification says, circles included.
pub(super) fn relation(left: &str, right: &str) -> Ordering {
    let left = trim(read(&left.to_lowercase()), false);
    let right = trim(read(&right.to_lowercase()), false);
    for index in 0..left.len().max(right.len()) {
        let order = match (left.get(index), right.get(index)) {
            (Some(l), Some(r)) if l.prefix == r.prefix => value_order(&l.value, &r.value),
            (Some(l), Some(r)) => class(l).cmp(&class(r)),
            (Some(l), None) => against_nothing(l),
            (None, Some(r)) => against_nothing(r).reverse(),
            (None, None) => Ordering::Equal,
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    Ordering::Equal
}

/// `.qualifier` < `-qualifier` < `-number` < `.number`.
fn class(token: &Token) -> u8 {
    match (is_number(&token.value), token.prefix) {
        (false, Prefix::Dot) => 0,
        (false, _) => 1,
        (true, Prefix::Dash) => 2,
        (true, _) => 3,
    }
}

/// Numbers sort after qualifiers, unknown qualifiers after the known ones.
fn value_order(left: &str, right: &str) -> Ordering {
    match (is_number(left), is_number(right)) {
        (true, true) => number_order(left, right),
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        (false, false) => rank(left).cmp(&rank(right)).then_with(|| left.cmp(right)),
    }
}

fn number_order(left: &str, right: &str) -> Ordering {
    let (left, right) = (left.trim_start_matches('0'), right.trim_start_matches('0'));
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}

/// A token of the longer version against the padding that its prefix asks for: zero after a dot,
/// the release word after a dash.
fn against_nothing(token: &Token) -> Ordering {
    if is_number(&token.value) {
        return match token.prefix {
            Prefix::Dash => Ordering::Greater,
            _ => number_order(&token.value, "0"),
        };
    }
    rank(&token.value).cmp(&RELEASE)
}

fn rank(value: &str) -> u8 {
    match PRE_RELEASES.iter().find(|(name, _)| *name == value) {
        Some((_, rank)) => *rank,
        None if value.is_empty() => RELEASE,
        None if value == "sp" => SERVICE_PACK,
        None => QUALIFIER,
    }
}
