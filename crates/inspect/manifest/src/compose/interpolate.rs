//! Variables in values (Compose specification, "Interpolation").

use std::collections::BTreeMap;

/// LIMIT: defaults within defaults. Two are met.
const NESTED_MAX: usize = 16;
/// LIMIT: bytes of one value with its variables replaced; values of real files have some hundred.
pub const VALUE_BYTES_MAX: usize = 64 << 10;

/// Variables with their values.
pub(super) type Environment = BTreeMap<String, String>;

/// Why a value has no replacement: a variable has no value, or the value cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unresolved;

/// Replaces `$name`, `${name}`, `${name:-default}`, `${name-default}`, `${name:+other}`,
/// `${name+other}`, `${name:?error}` and `${name?error}`; `$$` is a dollar sign.
///
/// Compose puts an empty text for a variable that is not set, and warns. What it is set to where
/// the
/// project runs is not known here: such a value has no replacement.
pub(super) fn replace(text: &str, environment: &Environment) -> Result<String, Unresolved> {
    let mut rest = text;
    let value = until(&mut rest, None, environment, 0)?;
    Ok(value)
}

/// Up to an end character, or to the end.
fn until(
    rest: &mut &str,
    end: Option<char>,
    environment: &Environment,
    depth: usize,
) -> Result<String, Unresolved> {
    if depth > NESTED_MAX {
        return Err(Unresolved);
    }
    let mut value = String::new();
    while let Some(c) = rest.chars().next() {
        *rest = rest.get(c.len_utf8()..).unwrap_or_default();
        if Some(c) == end {
            return Ok(value);
        }
        if c != '$' {
            value.push(c);
            continue;
        }
        match rest.chars().next() {
            Some('$') => {
                *rest = rest.get(1..).unwrap_or_default();
                value.push('$');
            }
            Some('{') => {
                *rest = rest.get(1..).unwrap_or_default();
                value.push_str(&braced(rest, environment, depth)?);
            }
            Some(c) if c.is_ascii_alphabetic() || c == '_' => {
                let name = name(rest);
                value.push_str(environment.get(name).ok_or(Unresolved)?);
            }
            _ => return Err(Unresolved),
        }
        if value.len() > VALUE_BYTES_MAX {
            return Err(Unresolved);
        }
    }
    if end.is_some() {
        return Err(Unresolved);
    }
    Ok(value)
}

fn name<'t>(rest: &mut &'t str) -> &'t str {
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    let (name, behind) = rest.split_at(end.unwrap_or(rest.len()));
    *rest = behind;
    name
}

fn braced(rest: &mut &str, environment: &Environment, depth: usize) -> Result<String, Unresolved> {
    let name = name(rest);
    let known = environment.get(name);
    let (colon, behind) = match rest.strip_prefix(':') {
        Some(behind) => (true, behind),
        None => (false, *rest),
    };
    let mut chars = behind.chars();
    let operator = chars.next().ok_or(Unresolved)?;
    *rest = chars.as_str();
    if operator == '}' && !colon {
        return known.cloned().ok_or(Unresolved);
    }
    let other = until(rest, Some('}'), environment, depth + 1);
    let set = known.filter(|value| !(colon && value.is_empty()));
    match (operator, set) {
        ('-' | '?', Some(value)) => Ok(value.clone()),
        ('-', None) | ('+', Some(_)) => other,
        ('+', None) => Ok(String::new()),
        _ => Err(Unresolved),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_and_their_defaults_are_replaced() {
        let known = [("A", "1"), ("E", "")].map(|(k, v)| (k.to_owned(), v.to_owned()));
        let environment = Environment::from(known);
        for (text, expected) in [
            ("a$A-${A}", "a1-1"),
            ("${X:-d}${X-e}${E:-f}${E-g}", "def"),
            ("${A:+y}${E:+n}${E+y}${X+n}", "yy"),
            ("${X:-${Y:-${A}}}", "1"),
            ("$$A ${A?no}", "$A 1"),
            ("no", "no"),
        ] {
            assert_eq!(
                replace(text, &environment).as_deref(),
                Ok(expected),
                "{text}"
            );
        }
        for text in [
            "$X",
            "${X}",
            "${X:?needed}",
            "${A",
            "$",
            "${A!}",
            "a $ b",
            "${X:-$Y}",
        ] {
            assert_eq!(replace(text, &environment), Err(Unresolved), "{text}");
        }
    }

    #[test]
    fn replacement_is_bounded() {
        let long = Environment::from([("L".to_owned(), "x".repeat(VALUE_BYTES_MAX))]);
        assert!(replace("$L", &long).is_ok());
        assert_eq!(replace("$L$L", &long), Err(Unresolved));
        let nested = format!("{}x{}", "${X:-".repeat(40), "}".repeat(40));
        assert_eq!(replace(&nested, &long), Err(Unresolved));
    }
}
