//! Regular expressions in the syntax of RE2, which Go has.

use regex::{Regex, RegexBuilder};

use super::{Arguments, Evaluated, Function, global, member};
use crate::error::EvaluationError;
use crate::limits::REGEX_BYTES_MAX;
use crate::types::{BOOL, INT, Kind, STRING};
use crate::value::Value;

/// What compiling a pattern costs that only an evaluation knows, in steps.
const COMPILE_STEPS: u64 = 5_000;

pub(super) static FUNCTIONS: &[Function] = &[
    member("find", &[(&[STRING, STRING], STRING)], |arguments| {
        let (regex, text) = open(arguments)?;
        Ok(Value::text(
            regex.find(&text).map_or("", |found| found.as_str()),
        ))
    })
    .with_pattern(),
    member(
        "findAll",
        &[
            (&[STRING, STRING], Kind::List),
            (&[STRING, STRING, INT], Kind::List),
        ],
        find_all,
    )
    .with_pattern(),
    global("matches", &[(&[STRING, STRING], BOOL)], matches).with_pattern(),
    member("matches", &[(&[STRING, STRING], BOOL)], matches).with_pattern(),
];

fn matches(arguments: &mut Arguments<'_>) -> Evaluated {
    let (regex, text) = open(arguments)?;
    Ok(Value::Bool(regex.is_match(&text)))
}

fn find_all(arguments: &mut Arguments<'_>) -> Evaluated {
    let limit = match arguments.values {
        [_, _, Value::Int(limit)] => usize::try_from(*limit).unwrap_or(usize::MAX),
        _ => usize::MAX,
    };
    let (regex, text) = open(arguments)?;
    let found = regex.find_iter(&text).take(limit);
    Ok(Value::list(
        found.map(|found| Value::text(found.as_str())).collect(),
    ))
}

/// The pattern and the text that it is asked of.
fn open(arguments: &mut Arguments<'_>) -> Result<(Regex, std::sync::Arc<str>), EvaluationError> {
    let (Some(Value::String(text)), Some(Value::String(pattern))) =
        (arguments.values.first(), arguments.values.get(1))
    else {
        return Err(EvaluationError::no_overload("matches", arguments.values));
    };
    arguments
        .budget
        .take(text.len() as u64 * (1 + pattern.len() as u64 / 32))?;
    let regex = match arguments.regex {
        // Copies of a pattern share it.
        Some(regex) => regex.clone(),
        None => {
            arguments
                .budget
                .take(COMPILE_STEPS + pattern.len() as u64)?;
            compile(pattern)?
        }
    };
    Ok((regex, std::sync::Arc::clone(text)))
}

/// Compiles a pattern of RE2.
pub(crate) fn compile(pattern: &str) -> Result<Regex, EvaluationError> {
    RegexBuilder::new(&translate(pattern))
        .size_limit(REGEX_BYTES_MAX)
        .build()
        .map_err(|_| EvaluationError::failed("error parsing regexp"))
}

/// The same pattern in the syntax of the crate `regex`: classes such as `\d` are of ASCII in RE2,
/// and inside of brackets nothing but `]`, `^`, `-`, `\` and `[:` has a meaning.
fn translate(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut chars = pattern.chars().peekable();
    // How many characters of a class were seen; none outside of one.
    let mut class: Option<usize> = None;
    while let Some(c) = chars.next() {
        match (c, class) {
            ('\\', _) => {
                match chars.next() {
                    Some('d') => out.push_str("[0-9]"),
                    Some('D') => out.push_str("[^0-9]"),
                    Some('w') => out.push_str("[0-9A-Za-z_]"),
                    Some('W') => out.push_str("[^0-9A-Za-z_]"),
                    Some('s') => out.push_str("[\\t\\n\\f\\r ]"),
                    Some('S') => out.push_str("[^\\t\\n\\f\\r ]"),
                    Some('b') if class.is_none() => out.push_str("(?-u:\\b)"),
                    Some('B') if class.is_none() => out.push_str("(?-u:\\B)"),
                    Some(other) => out.extend(['\\', other]),
                    None => out.push('\\'),
                }
                class = class.map(|seen| seen + 1);
            }
            ('[', None) => {
                out.push('[');
                if chars.peek() == Some(&'^') {
                    out.extend(chars.next());
                }
                class = Some(0);
            }
            ('[', Some(seen)) if chars.peek() == Some(&':') => {
                out.push('[');
                // To the end of the name of the class.
                for inner in chars.by_ref() {
                    out.push(inner);
                    if inner == ']' {
                        break;
                    }
                }
                class = Some(seen + 1);
            }
            (']', Some(0)) => {
                out.push_str("\\]");
                class = Some(1);
            }
            (']', Some(_)) => {
                out.push(']');
                class = None;
            }
            ('[' | '&' | '~', Some(seen)) => {
                out.extend(['\\', c]);
                class = Some(seen + 1);
            }
            (other, seen) => {
                out.push(other);
                class = seen.map(|seen| seen + 1);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_those_of_re2() {
        let is = |pattern: &str, text: &str| compile(pattern).unwrap().is_match(text);
        assert!(is("^\\d+$", "42"));
        assert!(!is("^\\d+$", "٤٢"));
        assert!(!is("^\\w$", "é"));
        assert!(is("^[a&&b]+$", "&a"));
        assert!(is("^[[a]+$", "[a"));
        assert!(is("^[]a]+$", "]a"));
        assert!(is("^[[:alpha:]\\d]+$", "a1"));
        assert!(is("^[^\\s]+$", "ab"));
        assert!(is("\\bweb\\b", "a web b"));
    }

    #[test]
    fn large_patterns_are_refused() {
        assert!(compile("((a{50}){50}){50}").is_err());
        assert!(compile("(").is_err());
    }
}
