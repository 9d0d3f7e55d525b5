//! Semantic versions and their constraints, with the leniency that charts rely on: a leading `v`,
//! missing parts, wildcards, `^`, `~`, and pre-releases that only match where one is named.

use std::cmp::Ordering;
use std::fmt;

use super::value::Value;

/// A version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    numbers: [u64; 3],
    prerelease: String,
    metadata: String,
    original: String,
}

impl Version {
    /// A version; parts that are missing are zero.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let body = text.strip_prefix('v').unwrap_or(text);
        let (body, metadata) = body.split_once('+').unwrap_or((body, ""));
        let (numbers, prerelease) = body.split_once('-').unwrap_or((body, ""));
        let mut parts = [0; 3];
        let count = numbers.split('.').count();
        if count > 3 {
            return None;
        }
        for (place, part) in parts.iter_mut().zip(numbers.split('.')) {
            *place = number(part)?;
        }
        let dotted = |text: &str| {
            let part = |part: &str| {
                !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            };
            text.split('.').all(part)
        };
        let fits = |given: bool, text: &str| !given || dotted(text);
        let whole = !text.is_empty()
            && fits(body.contains('-'), prerelease)
            && fits(text.contains('+'), metadata);
        whole.then(|| Self {
            numbers: parts,
            prerelease: prerelease.to_owned(),
            metadata: metadata.to_owned(),
            original: text.to_owned(),
        })
    }

    /// A field or method of the object in templates.
    pub(super) fn member(&self, name: &str, arguments: &[Value]) -> Option<Value> {
        let [major, minor, patch] = self.numbers;
        let number = |number: u64| Some(Value::Int64(i64::try_from(number).unwrap_or(i64::MAX)));
        let other = || match arguments {
            [Value::Object(object)] => match &**object {
                super::object::Object::Semver(other) => Some(other),
                _ => None,
            },
            _ => None,
        };
        match name {
            "Major" => number(major),
            "Minor" => number(minor),
            "Patch" => number(patch),
            "Prerelease" => Some(Value::str(self.prerelease.as_str())),
            "Metadata" => Some(Value::str(self.metadata.as_str())),
            "Original" => Some(Value::str(self.original.as_str())),
            "String" => Some(Value::str(self.to_string())),
            "Compare" => Some(Value::Int(match self.order(other()?) {
                Ordering::Less => -1,
                Ordering::Equal => 0,
                Ordering::Greater => 1,
            })),
            "Equal" => Some(Value::Bool(self.order(other()?).is_eq())),
            "LessThan" => Some(Value::Bool(self.order(other()?).is_lt())),
            "GreaterThan" => Some(Value::Bool(self.order(other()?).is_gt())),
            _ => None,
        }
    }

    /// The order of semantic versions: metadata does not count.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        self.numbers
            .cmp(&other.numbers)
            .then_with(|| prerelease_order(&self.prerelease, &other.prerelease))
    }

    fn at(numbers: [u64; 3]) -> Self {
        Self {
            numbers,
            prerelease: String::new(),
            metadata: String::new(),
            original: String::new(),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.numbers;
        write!(f, "{major}.{minor}.{patch}")?;
        if !self.prerelease.is_empty() {
            write!(f, "-{}", self.prerelease)?;
        }
        if !self.metadata.is_empty() {
            write!(f, "+{}", self.metadata)?;
        }
        Ok(())
    }
}

fn number(text: &str) -> Option<u64> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

fn prerelease_order(one: &str, two: &str) -> Ordering {
    match (one.is_empty(), two.is_empty()) {
        (true, true) => return Ordering::Equal,
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        _ => {}
    }
    let mut ones = one.split('.');
    let mut twos = two.split('.');
    loop {
        let order = match (ones.next(), twos.next()) {
            (None, None) => return Ordering::Equal,
            (None, _) => return Ordering::Less,
            (_, None) => return Ordering::Greater,
            (Some(one), Some(two)) => match (number(one), number(two)) {
                (Some(one), Some(two)) => one.cmp(&two),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                _ => one.cmp(two),
            },
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// Alternatives, each of which is a list of conditions that must all hold.
#[derive(Clone, Debug)]
pub(super) struct Constraints(Vec<Vec<Constraint>>);

#[derive(Clone, Debug)]
struct Constraint {
    operator: Operator,
    version: Version,
    /// How many of the three numbers were given.
    given: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Operator {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Tilde,
    Caret,
}

impl Constraints {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut alternatives = Vec::new();
        for part in text.split("||") {
            alternatives.push(conditions(part)?);
        }
        Some(Self(alternatives))
    }

    pub(super) fn allow(&self, version: &Version) -> bool {
        let mut alternatives = self.0.iter();
        alternatives.any(|all| all.iter().all(|one| one.allows(version)))
    }
}

/// Conditions with commas or spaces between them, and ranges with ` - `.
fn conditions(text: &str) -> Option<Vec<Constraint>> {
    let text = text.trim();
    if let Some((from, to)) = text.split_once(" - ") {
        let from = constraint(&format!(">={}", from.trim()))?;
        let to = constraint(&format!("<={}", to.trim()))?;
        return Some(vec![from, to]);
    }
    let mut found = Vec::new();
    let mut operator = String::new();
    for word in text.split([',', ' ']).filter(|word| !word.is_empty()) {
        operator.push_str(word);
        // An operator may stand apart from its version.
        if word.chars().all(|c| "=<>!~^".contains(c)) {
            continue;
        }
        found.push(constraint(&operator)?);
        operator.clear();
    }
    (operator.is_empty() && !found.is_empty()).then_some(found)
}

fn constraint(text: &str) -> Option<Constraint> {
    let version = text.trim_start_matches(|c| "=<>!~^".contains(c));
    let operator = match text.get(..text.len() - version.len())? {
        "" | "=" | "==" => Operator::Equal,
        "!=" => Operator::NotEqual,
        "<" => Operator::Less,
        "<=" | "=<" => Operator::LessEqual,
        ">" => Operator::Greater,
        ">=" | "=>" => Operator::GreaterEqual,
        "~" | "~>" => Operator::Tilde,
        "^" => Operator::Caret,
        _ => return None,
    };
    let body = version.strip_prefix('v').unwrap_or(version);
    let numbers = body.split(['-', '+']).next()?;
    let wild = |part: &&str| !matches!(*part, "x" | "X" | "*");
    let kept: Vec<&str> = numbers.split('.').take_while(wild).collect();
    let all = numbers.split('.').count();
    if kept.len() < all && body.len() == numbers.len() && all <= 3 {
        let version = if kept.is_empty() {
            Version::at([0; 3])
        } else {
            Version::parse(&kept.join("."))?
        };
        return Some(Constraint {
            operator,
            version,
            given: kept.len(),
        });
    }
    Some(Constraint {
        operator,
        version: Version::parse(version)?,
        given: all,
    })
}

impl Constraint {
    fn allows(&self, version: &Version) -> bool {
        // A pre-release matches only where the condition names one.
        let hidden = !version.prerelease.is_empty() && self.version.prerelease.is_empty();
        if hidden && self.operator != Operator::NotEqual {
            return false;
        }
        let order = version.order(&self.version);
        let same_start = |count: usize| {
            version
                .numbers
                .iter()
                .take(count)
                .eq(self.version.numbers.iter().take(count))
        };
        match self.operator {
            Operator::Equal if self.given < 3 => same_start(self.given),
            Operator::Equal => order.is_eq(),
            Operator::NotEqual if self.given < 3 => !same_start(self.given),
            Operator::NotEqual => order.is_ne(),
            Operator::Less => order.is_lt(),
            Operator::LessEqual if self.given < 3 => order.is_lt() || same_start(self.given),
            Operator::LessEqual => order.is_le(),
            Operator::Greater if self.given < 3 => order.is_gt() && !same_start(self.given),
            Operator::Greater => order.is_gt(),
            Operator::GreaterEqual => order.is_ge(),
            Operator::Tilde => order.is_ge() && same_start(self.given.min(2)),
            Operator::Caret => {
                let [major, minor, _] = self.version.numbers;
                let fixed = match (major, minor, self.given) {
                    (1.., ..) => 1,
                    (0, 1.., _) => 2,
                    (_, _, given) => given,
                };
                order.is_ge() && same_start(fixed)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(constraint: &str, version: &str) -> bool {
        let constraints = Constraints::parse(constraint).unwrap();
        constraints.allow(&Version::parse(version).unwrap())
    }

    #[test]
    fn versions_are_ordered_with_their_prereleases() {
        let order = |one: &str, two: &str| {
            Version::parse(one)
                .unwrap()
                .order(&Version::parse(two).unwrap())
        };
        assert!(order("1.2.3-alpha", "1.2.3").is_lt());
        assert!(order("1.2.3-alpha.2", "1.2.3-alpha.10").is_lt());
        assert!(order("v1.10", "1.9.9").is_gt());
        assert!(Version::parse("1.2.3.4").is_none());
        assert!(Version::parse("latest").is_none());
    }

    #[test]
    fn constraints_match_as_charts_expect() {
        assert!(allows(">=1.19-0", "v1.36.0"));
        assert!(allows(">=1.2-0", "1.2.3-alpha"));
        assert!(!allows(">=1.2", "1.2.3-alpha"));
        assert!(allows("^1.2", "1.3.0") && !allows("^1.2", "2.0.0"));
        assert!(allows("~1.2.3", "1.2.9") && !allows("~1.2.3", "1.3.0"));
        assert!(allows("1.2.x", "1.2.7") && !allows("1.2.x", "1.3.0"));
        assert!(allows("<1.14-0 || >= 1.20", "1.20.1"));
        assert!(allows(">= 1.2, < 2", "1.9.0") && !allows(">=1.2 <2", "2.0.0"));
        assert!(allows("1.2 - 1.4", "1.3.0") && allows("*", "7.0.0"));
        assert!(allows("^0.2.3", "0.2.9") && !allows("^0.2.3", "0.3.0"));
        assert!(Constraints::parse("latest").is_none());
    }
}
