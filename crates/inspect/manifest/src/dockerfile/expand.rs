//! Variables in words, as builders replace them (Dockerfile reference, "Environment replacement").

use std::collections::HashMap;

/// LIMIT: bytes of one word with its variables replaced. `ENV` may double a value with each line;
/// values of real files have some hundred.
pub const EXPANDED_BYTES_MAX: usize = 64 << 10;
/// LIMIT: bytes of all replaced words of a file, for the same reason.
pub const EXPANDED_TOTAL_BYTES_MAX: usize = 8 << 20;
/// LIMIT: defaults within defaults, as in `${A:-${B:-c}}`. Three are met.
const NESTED_MAX: usize = 16;

/// What is known of a variable: its value, or nothing where only the build knows it.
pub(super) type Variables = HashMap<String, Option<String>>;

/// Why a word has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unknown {
    /// A variable is not known.
    Variable,
    /// A limit is reached.
    Limit,
    /// The word cannot be read.
    Syntax,
}

/// Replaces the variables of a word and removes its quotes.
pub(super) fn expand(word: &str, escape: char, variables: &Variables) -> Result<String, Unknown> {
    let mut expander = Expander {
        chars: word.chars().collect(),
        at: 0,
        escape,
        variables,
    };
    let value = expander.word(None, 0)?;
    Ok(value)
}

struct Expander<'v> {
    chars: Vec<char>,
    at: usize,
    escape: char,
    variables: &'v Variables,
}

impl Expander<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        Some(c)
    }

    /// Up to an end character that is not quoted, or to the end.
    fn word(&mut self, end: Option<char>, depth: usize) -> Result<String, Unknown> {
        if depth > NESTED_MAX {
            return Err(Unknown::Limit);
        }
        let mut value = String::new();
        while let Some(c) = self.next() {
            if Some(c) == end {
                return Ok(value);
            }
            match c {
                '\'' => self.single(&mut value)?,
                '"' => self.double(&mut value, depth)?,
                '$' => value.push_str(&self.variable(depth)?),
                c if c == self.escape => match self.next() {
                    Some(next) => value.push(next),
                    None => value.push(c),
                },
                c => value.push(c),
            }
            if value.len() > EXPANDED_BYTES_MAX {
                return Err(Unknown::Limit);
            }
        }
        if end.is_some() {
            return Err(Unknown::Syntax);
        }
        Ok(value)
    }

    fn single(&mut self, value: &mut String) -> Result<(), Unknown> {
        loop {
            match self.next().ok_or(Unknown::Syntax)? {
                '\'' => return Ok(()),
                c => value.push(c),
            }
        }
    }

    fn double(&mut self, value: &mut String, depth: usize) -> Result<(), Unknown> {
        loop {
            match self.next().ok_or(Unknown::Syntax)? {
                '"' => return Ok(()),
                '$' => {
                    value.push_str(&self.variable(depth)?);
                    if value.len() > EXPANDED_BYTES_MAX {
                        return Err(Unknown::Limit);
                    }
                }
                c if c == self.escape => match self.next().ok_or(Unknown::Syntax)? {
                    next if next == '"' || next == '$' || next == self.escape => value.push(next),
                    next => {
                        value.push(c);
                        value.push(next);
                    }
                },
                c => value.push(c),
            }
        }
    }

    /// Behind a dollar sign.
    fn variable(&mut self, depth: usize) -> Result<String, Unknown> {
        match self.peek() {
            Some('{') => {
                self.at += 1;
                self.braced(depth)
            }
            Some(c) if c.is_ascii_alphanumeric() || c == '_' => {
                let name = self.name();
                self.value(&name)
            }
            _ => Ok("$".to_owned()),
        }
    }

    fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(c) = self.peek() {
            if !(c.is_ascii_alphanumeric() || c == '_') {
                break;
            }
            name.push(c);
            self.at += 1;
        }
        name
    }

    fn value(&self, name: &str) -> Result<String, Unknown> {
        let known = self.variables.get(name).cloned().flatten();
        known.ok_or(Unknown::Variable)
    }

    /// `${name}`, `${name:-word}` and its kin, `${name#pattern}`, `${name/pattern/text}`.
    fn braced(&mut self, depth: usize) -> Result<String, Unknown> {
        let name = self.name();
        if name.is_empty() {
            return Err(Unknown::Syntax);
        }
        let known = self.value(&name);
        let mut operator = self.next().ok_or(Unknown::Syntax)?;
        let colon = operator == ':';
        if colon {
            operator = self.next().ok_or(Unknown::Syntax)?;
        }
        match operator {
            '}' if !colon => known,
            '-' | '+' | '?' => {
                let other = self.word(Some('}'), depth + 1);
                // A variable that only the build knows may be set or not: with an alternative the
                // default is what holds when nobody says otherwise.
                let set = match &known {
                    Ok(value) => !(colon && value.is_empty()),
                    Err(_) if self.variables.contains_key(&name) => false,
                    Err(unknown) => return Err(*unknown),
                };
                match (operator, set) {
                    ('-', false) | ('+', true) => other,
                    ('+', false) => Ok(String::new()),
                    ('?', false) => Err(Unknown::Variable),
                    _ => known,
                }
            }
            '#' | '%' | '/' if !colon => {
                let pattern = self.word(Some('}'), depth + 1)?;
                // Cutting patterns off a value is rare: the value is not told then, unless there is
                // nothing to match.
                if pattern.contains(['*', '?', '[', '/', '#', '%']) {
                    return Err(Unknown::Variable);
                }
                let value = known?;
                Ok(match operator {
                    '#' => value.strip_prefix(&pattern).unwrap_or(&value).to_owned(),
                    '%' => value.strip_suffix(&pattern).unwrap_or(&value).to_owned(),
                    _ => value.replacen(&pattern, "", 1),
                })
            }
            _ => Err(Unknown::Syntax),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables() -> Variables {
        let known = [("A", "1"), ("E", ""), ("V", "v1.2")];
        let mut variables: Variables = known
            .map(|(name, value)| (name.to_owned(), Some(value.to_owned())))
            .into();
        variables.insert("U".to_owned(), None);
        variables
    }

    #[test]
    fn variables_are_replaced_as_a_builder_does() {
        for (word, expected) in [
            ("a$A-${A}b", "a1-1b"),
            ("${E:-x}|${E-x}", "x|"),
            ("${A:+y}|${E:+y}|${E+y}", "y||y"),
            ("${U:-${A}z}", "1z"),
            ("\"$A b\" '$A'", "1 b $A"),
            (r"\$A \\", r"$A \"),
            (r#""\$A \n""#, r"$A \n"),
            ("${V#v}", "1.2"),
            ("${V%.2}", "v1"),
            ("cost$ $", "cost$ $"),
        ] {
            assert_eq!(
                expand(word, '\\', &variables()).as_deref(),
                Ok(expected),
                "{word}"
            );
        }
        assert_eq!(
            expand("C:\\$A`$A", '`', &variables()).as_deref(),
            Ok("C:\\1$A")
        );
    }

    #[test]
    fn what_only_the_build_knows_has_no_value() {
        for word in ["$U", "${NONE}", "${NONE:-x}", "${U:?needed}", "${V##*.}"] {
            assert_eq!(
                expand(word, '\\', &variables()),
                Err(Unknown::Variable),
                "{word}"
            );
        }
        for word in ["${A", "${}", "'a", "\"a", "${A:x}"] {
            assert_eq!(
                expand(word, '\\', &variables()),
                Err(Unknown::Syntax),
                "{word}"
            );
        }
    }

    #[test]
    fn replacement_is_bounded() {
        let long = "x".repeat(EXPANDED_BYTES_MAX);
        let variables = Variables::from([("L".to_owned(), Some(long))]);
        assert!(expand("$L", '\\', &variables).is_ok());
        assert_eq!(expand("$L$L", '\\', &variables), Err(Unknown::Limit));
        assert_eq!(expand("\"$L$L\"", '\\', &variables), Err(Unknown::Limit));
        let nested = format!("{}x{}", "${U:-".repeat(40), "}".repeat(40));
        assert_eq!(
            expand(&nested, '\\', &self::variables()),
            Err(Unknown::Limit)
        );
    }
}
