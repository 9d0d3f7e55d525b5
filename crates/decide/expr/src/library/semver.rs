//! Semantic versions (Semantic Versioning 2.0.0).

use std::cmp::Ordering;
use std::sync::Arc;

use super::{Arguments, Evaluated, Function, global, member};
use crate::error::EvaluationError;
use crate::types::{BOOL, INT, SEMVER, STRING};
use crate::value::Value;

pub(super) static FUNCTIONS: &[Function] = &[
    global(
        "isSemver",
        &[(&[STRING], BOOL), (&[STRING, BOOL], BOOL)],
        |arguments| {
            let found = read(arguments)?;
            Ok(Value::Bool(found.is_some()))
        },
    ),
    member("major", &[(&[SEMVER], INT)], |arguments| {
        number(arguments, |version| version.major)
    }),
    member("minor", &[(&[SEMVER], INT)], |arguments| {
        number(arguments, |version| version.minor)
    }),
    member("patch", &[(&[SEMVER], INT)], |arguments| {
        number(arguments, |version| version.patch)
    }),
    global(
        "semver",
        &[(&[STRING], SEMVER), (&[STRING, BOOL], SEMVER)],
        |arguments| {
            let version = read(arguments)?;
            version
                .map(|version| Value::Semver(Arc::new(version)))
                .ok_or_else(|| {
                    EvaluationError::failed("Semver parse error during conversion from string")
                })
        },
    ),
];

/// A version. What stands behind `+` decides nothing.
#[derive(Clone, Debug)]
pub struct Semver {
    major: u64,
    minor: u64,
    patch: u64,
    before: Vec<Identifier>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Identifier {
    Number(u64),
    Text(String),
}

impl Semver {
    fn parse(text: &str) -> Option<Semver> {
        let (rest, build) = match text.split_once('+') {
            Some((rest, build)) => (rest, Some(build)),
            None => (text, None),
        };
        let (numbers, before) = match rest.split_once('-') {
            Some((numbers, before)) => (numbers, Some(before)),
            None => (rest, None),
        };
        let is_word = |part: &str| {
            !part.is_empty() && part.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
        };
        if build.is_some_and(|build| !build.split('.').all(is_word)) {
            return None;
        }
        let mut parts = numbers.split('.').map(number_of);
        let version = (parts.next()??, parts.next()??, parts.next()??);
        if parts.next().is_some() {
            return None;
        }
        let before = before.map_or(Some(Vec::new()), |before| {
            let parts = before.split('.').map(|part| match part {
                part if !is_word(part) => None,
                part if part.bytes().all(|c| c.is_ascii_digit()) => {
                    number_of(part).map(Identifier::Number)
                }
                part => Some(Identifier::Text(part.to_owned())),
            });
            parts.collect()
        })?;
        Some(Semver {
            major: version.0,
            minor: version.1,
            patch: version.2,
            before,
        })
    }

    pub(crate) fn cmp(&self, other: &Semver) -> Ordering {
        let numbers = |version: &Semver| (version.major, version.minor, version.patch);
        let order = numbers(self).cmp(&numbers(other));
        // A version before a release is less than the release.
        let order = order.then_with(|| self.before.is_empty().cmp(&other.before.is_empty()));
        order.then_with(|| self.before.cmp(&other.before))
    }
}

/// A number without zeros before it.
fn number_of(text: &str) -> Option<u64> {
    let is_plain = text == "0" || !text.starts_with('0');
    let is_number = !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain && is_number)
}

/// The version in the first argument; with a second that is true, its shape is mended first.
fn read(arguments: &Arguments<'_>) -> Result<Option<Semver>, EvaluationError> {
    match arguments.values {
        [Value::String(text)] | [Value::String(text), Value::Bool(false)] => {
            Ok(Semver::parse(text))
        }
        [Value::String(text), Value::Bool(true)] => Ok(Semver::parse(&normal(text))),
        _ => Err(EvaluationError::no_overload("semver", arguments.values)),
    }
}

/// A version without `v` before it and zeros before its numbers, with three numbers.
fn normal(text: &str) -> String {
    let text = text.strip_prefix('v').unwrap_or(text);
    let end = text.find(['-', '+']).unwrap_or(text.len());
    let (numbers, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    let mut parts: Vec<String> = numbers
        .split('.')
        .map(|part| match part.trim_start_matches('0') {
            "" if !part.is_empty() => "0".to_owned(),
            trimmed => trimmed.to_owned(),
        })
        .collect();
    while parts.len() < 3 {
        parts.push("0".to_owned());
    }
    format!("{}{rest}", parts.join("."))
}

fn number(arguments: &mut Arguments<'_>, of: fn(&Semver) -> u64) -> Evaluated {
    match arguments.values {
        [Value::Semver(version)] => Ok(Value::Int(i64::try_from(of(version)).unwrap_or(i64::MAX))),
        _ => arguments.none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Semantic Versioning 2.0.0, 11.4: 1.0.0-alpha < 1.0.0-alpha.1 < 1.0.0-alpha.beta <
    // 1.0.0-beta < 1.0.0-beta.2 < 1.0.0-beta.11 < 1.0.0-rc.1 < 1.0.0
    #[test]
    fn versions_are_in_the_order_of_the_standard() {
        let texts = [
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.2.3",
            "1.10.0",
        ];
        for pair in texts.windows(2) {
            let [a, b] = pair else { continue };
            let (a, b) = (Semver::parse(a).unwrap(), Semver::parse(b).unwrap());
            assert_eq!(a.cmp(&b), Ordering::Less, "{a:?} {b:?}");
        }
        for bad in [
            "1.0", "v1.0.0", "01.0.0", "1.0.0-", "1.0.0-01", "1.0.0+", "1.0.0.0",
        ] {
            assert!(Semver::parse(bad).is_none(), "{bad}");
        }
    }
}
