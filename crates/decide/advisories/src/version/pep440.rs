//! Python versions, by PEP 440, and the older scheme of setuptools for what PEP 440 refuses.
//!
//! A version that is not PEP 440 sorts below all that are.

use super::VersionError;
use super::key::{ABOVE_NUMBERS, KeyWriter, VersionKey, is_number, is_zero, take_while};

const LEGACY: u8 = 1;
const MODERN: u8 = 2;
const END: u8 = 1;
/// A development release of a final release sorts before its pre-releases.
const ONLY_DEV: u8 = 1;
const ALPHA: u8 = 2;
const BETA: u8 = 3;
const CANDIDATE: u8 = 4;
const NO_PRE: u8 = 5;
const NONE: u8 = 1;
const LOCAL_TEXT: u8 = 2;

pub(super) fn key(version: &str) -> Result<VersionKey, VersionError> {
    let version = version.trim().to_ascii_lowercase();
    let mut key = KeyWriter::new();
    match Pep440::read(&version) {
        Some(parsed) => parsed.write(&mut key),
        None => {
            key.tag(LEGACY);
            key.last_text(&legacy_text(&version));
        }
    }
    Ok(key.finish())
}

/// The segments of appendix B of PEP 440; `Some("")` is a segment whose number is implied.
struct Pep440<'a> {
    epoch: &'a str,
    release: Vec<&'a str>,
    pre: Option<(u8, &'a str)>,
    post: Option<&'a str>,
    dev: Option<&'a str>,
    local: Option<&'a str>,
}

impl<'a> Pep440<'a> {
    fn read(version: &'a str) -> Option<Self> {
        let rest = version.strip_prefix('v').unwrap_or(version);
        let (epoch, rest) = match rest.split_once('!') {
            Some((epoch, rest)) if is_number(epoch) => (epoch, rest),
            Some(_) => return None,
            None => ("0", rest),
        };
        let (release, rest) = read_release(rest)?;
        let (pre, rest) = read_pre(rest);
        let (post, rest) = read_post(rest);
        let (dev, rest) = match named(rest, &["dev"]) {
            Some((_, number, rest)) => (Some(number), rest),
            None => (None, rest),
        };
        let local = match rest.strip_prefix('+') {
            Some(local) if is_local(local) => Some(local),
            None if rest.is_empty() => None,
            _ => return None,
        };
        Some(Self {
            epoch,
            release,
            pre,
            post,
            dev,
            local,
        })
    }

    fn write(&self, key: &mut KeyWriter) {
        key.tag(MODERN);
        key.number(self.epoch);
        // Trailing zeros do not count.
        let significant = self
            .release
            .iter()
            .rposition(|n| !is_zero(n))
            .map_or(0, |i| i + 1);
        self.release
            .iter()
            .take(significant)
            .for_each(|number| key.number(number));
        key.tag(END);
        match self.pre {
            Some((phase, number)) => {
                key.tag(phase);
                key.number(number);
            }
            None if self.post.is_none() && self.dev.is_some() => key.tag(ONLY_DEV),
            None => key.tag(NO_PRE),
        }
        match self.post {
            Some(number) => key.number(number),
            None => key.tag(NONE),
        }
        match self.dev {
            Some(number) => key.number(number),
            None => key.tag(ABOVE_NUMBERS),
        }
        for segment in self
            .local
            .into_iter()
            .flat_map(|local| local.split(['.', '_', '-']))
        {
            if is_number(segment) {
                key.number(segment);
            } else {
                key.tag(LOCAL_TEXT);
                key.text(segment);
            }
        }
        key.tag(END);
    }
}

fn read_release(text: &str) -> Option<(Vec<&str>, &str)> {
    let mut release = Vec::new();
    let mut rest = text;
    loop {
        let (digits, tail) = take_while(rest, |b| b.is_ascii_digit());
        if digits.is_empty() {
            return None;
        }
        release.push(digits);
        rest = tail;
        match rest.strip_prefix('.') {
            Some(next) if next.starts_with(|c: char| c.is_ascii_digit()) => rest = next,
            _ => return Some((release, rest)),
        }
    }
}

fn read_pre(text: &str) -> (Option<(u8, &str)>, &str) {
    // The longer spelling first: `a` opens `alpha` too.
    let Some((name, number, rest)) = named(
        text,
        &["alpha", "a", "beta", "b", "preview", "pre", "rc", "c"],
    ) else {
        return (None, text);
    };
    let phase = match name {
        "alpha" | "a" => ALPHA,
        "beta" | "b" => BETA,
        _ => CANDIDATE,
    };
    (Some((phase, number)), rest)
}

fn read_post(text: &str) -> (Option<&str>, &str) {
    if let Some(tail) = text.strip_prefix('-') {
        let (digits, rest) = take_while(tail, |b| b.is_ascii_digit());
        if !digits.is_empty() {
            return (Some(digits), rest);
        }
    }
    match named(text, &["post", "rev", "r"]) {
        Some((_, number, rest)) => (Some(number), rest),
        None => (None, text),
    }
}

/// `[sep]name[sep][number]`: the name, the number and the rest.
fn named<'a, 'n>(text: &'a str, names: &[&'n str]) -> Option<(&'n str, &'a str, &'a str)> {
    let text = text.strip_prefix(['-', '_', '.']).unwrap_or(text);
    let (name, rest) = names
        .iter()
        .find_map(|n| Some((*n, text.strip_prefix(*n)?)))?;
    let rest = rest.strip_prefix(['-', '_', '.']).unwrap_or(rest);
    let (number, rest) = take_while(rest, |b| b.is_ascii_digit());
    Some((name, number, rest))
}

fn is_local(local: &str) -> bool {
    local
        .split(['.', '_', '-'])
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// The sort text of setuptools before PEP 440: numbers padded to eight digits, words behind `*`
/// with `final` as the mark of a release, meaningless dashes and zeros dropped.
fn legacy_text(version: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut rest = version;
    while let Some(first) = rest.chars().next() {
        let (part, tail) = match first {
            '0'..='9' => take_while(rest, |b| b.is_ascii_digit()),
            'a'..='z' => take_while(rest, |b| b.is_ascii_lowercase()),
            _ => rest.split_at(first.len_utf8()),
        };
        rest = tail;
        if part == "-" || part.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            push_legacy(&mut parts, part);
        }
    }
    push_legacy(&mut parts, "final");
    parts.concat()
}

fn push_legacy(parts: &mut Vec<String>, part: &str) {
    let part = match part {
        "pre" | "preview" | "rc" => "*c".to_owned(),
        "-" => "*final-".to_owned(),
        "dev" => "*@".to_owned(),
        _ if is_number(part) => format!("{part:0>8}"),
        _ => format!("*{part}"),
    };
    if part.starts_with('*') {
        if part.as_str() < "*final" {
            while parts.last().is_some_and(|last| last == "*final-") {
                parts.pop();
            }
        }
        while parts.last().is_some_and(|last| last == "00000000") {
            parts.pop();
        }
    }
    parts.push(part);
}
