//! The `WWW-Authenticate` header of a registry (RFC 9110 section 11.6.1).

use thiserror::Error;

/// LIMIT: longest header value in bytes. Real ones have a few hundred.
pub const CHALLENGE_BYTES_MAX: usize = 8 * 1024;

/// LIMIT: challenges in one header, and parameters in one challenge. Real ones have one or two of
/// the first and three of the second.
pub const CHALLENGE_PARTS_MAX: usize = 32;

/// One way in that a server offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// The scheme in lower case: `bearer`, `basic`.
    pub scheme: String,
    /// Parameters, names in lower case, in the order given.
    pub parameters: Vec<(String, String)>,
}

/// Why a header is no list of challenges.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ParseChallengeError {
    /// Longer than [`CHALLENGE_BYTES_MAX`].
    #[error("the WWW-Authenticate header is longer than {CHALLENGE_BYTES_MAX} bytes")]
    TooLong,
    /// More than [`CHALLENGE_PARTS_MAX`] challenges or parameters.
    #[error("the WWW-Authenticate header has more than {CHALLENGE_PARTS_MAX} parts")]
    TooManyParts,
    /// Not the grammar.
    #[error("the WWW-Authenticate header is malformed at byte {0}")]
    Syntax(usize),
}

impl Challenge {
    /// The value of a parameter, by its lower-case name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Parses one header value.
///
/// # Errors
/// See [`ParseChallengeError`].
pub fn parse_challenges(text: &str) -> Result<Vec<Challenge>, ParseChallengeError> {
    if text.len() > CHALLENGE_BYTES_MAX {
        return Err(ParseChallengeError::TooLong);
    }
    let mut cursor = Cursor { text, place: 0 };
    let mut challenges: Vec<Challenge> = Vec::new();
    loop {
        cursor.skip(|c| c == ' ' || c == '\t' || c == ',');
        if cursor.rest().is_empty() {
            return Ok(challenges);
        }
        let word = cursor.token()?;
        cursor.skip(|c| c == ' ' || c == '\t');
        if cursor.take('=') {
            // A parameter belongs to the challenge before it.
            cursor.skip(|c| c == ' ' || c == '\t');
            let value = cursor.value()?;
            let place = cursor.place;
            let current = challenges
                .last_mut()
                .ok_or(ParseChallengeError::Syntax(place))?;
            current.parameters.push((word.to_ascii_lowercase(), value));
            if current.parameters.len() > CHALLENGE_PARTS_MAX {
                return Err(ParseChallengeError::TooManyParts);
            }
        } else {
            cursor.skip_token68();
            let scheme = word.to_ascii_lowercase();
            challenges.push(Challenge {
                scheme,
                parameters: Vec::new(),
            });
            if challenges.len() > CHALLENGE_PARTS_MAX {
                return Err(ParseChallengeError::TooManyParts);
            }
        }
    }
}

struct Cursor<'a> {
    text: &'a str,
    /// INVARIANT: on a character boundary of `text`.
    place: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.place..).unwrap_or_default()
    }

    fn skip(&mut self, unwanted: impl Fn(char) -> bool) {
        self.place = self.text.len() - self.rest().trim_start_matches(unwanted).len();
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.place += wanted.len_utf8();
        }
        found
    }

    /// RFC 9110 section 5.6.2.
    fn token(&mut self) -> Result<&'a str, ParseChallengeError> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        let rest = self.rest();
        let token = &rest.get(..rest.find(|c| !allowed(c)).unwrap_or(rest.len()));
        match token {
            Some(token) if !token.is_empty() => {
                self.place += token.len();
                Ok(token)
            }
            _ => Err(ParseChallengeError::Syntax(self.place)),
        }
    }

    /// A token or a quoted string (RFC 9110 section 5.6.4).
    fn value(&mut self) -> Result<String, ParseChallengeError> {
        if !self.take('"') {
            return self.token().map(str::to_owned);
        }
        let mut value = String::new();
        let mut characters = self.rest().char_indices();
        while let Some((offset, character)) = characters.next() {
            match character {
                '"' => {
                    self.place += offset + 1;
                    return Ok(value);
                }
                '\\' => match characters.next() {
                    Some((_, escaped)) => value.push(escaped),
                    None => break,
                },
                _ => value.push(character),
            }
        }
        Err(ParseChallengeError::Syntax(self.text.len()))
    }

    /// Passes over the single value that some schemes have instead of parameters. It is told from
    /// a parameter by what follows: the end or a comma.
    fn skip_token68(&mut self) {
        let rest = self.rest();
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~+/".contains(c);
        let after = rest.trim_start_matches(allowed);
        let after = after.trim_start_matches('=');
        let ends = after.trim_start_matches([' ', '\t']);
        if after.len() < rest.len() && (ends.is_empty() || ends.starts_with(',')) {
            self.place = self.text.len() - after.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn challenge(scheme: &str, parameters: &[(&str, &str)]) -> Challenge {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Challenge {
            scheme: scheme.to_owned(),
            parameters: parameters.iter().map(owned).collect(),
        }
    }

    #[test]
    fn a_registry_challenge_is_taken_apart() {
        let text = r#"Bearer realm="https://auth.x/token",service="x",Scope="repository:a/b:pull""#;
        let expected = challenge(
            "bearer",
            &[
                ("realm", "https://auth.x/token"),
                ("service", "x"),
                ("scope", "repository:a/b:pull"),
            ],
        );
        assert_eq!(parse_challenges(text), Ok(vec![expected]));
    }

    #[test]
    fn several_challenges_stand_in_one_header() {
        // After the example in RFC 9110 section 11.6.1.
        let text =
            r#"Basic realm="simple", Newauth realm="apps", type=1, title="Login to \"apps\"""#;
        let expected = vec![
            challenge("basic", &[("realm", "simple")]),
            challenge(
                "newauth",
                &[
                    ("realm", "apps"),
                    ("type", "1"),
                    ("title", "Login to \"apps\""),
                ],
            ),
        ];
        assert_eq!(parse_challenges(text), Ok(expected));
    }

    #[test]
    fn a_single_value_is_passed_over() {
        let expected = vec![
            challenge("negotiate", &[]),
            challenge("basic", &[("realm", "a")]),
        ];
        assert_eq!(
            parse_challenges("Negotiate YWJj==, Basic realm = a"),
            Ok(expected)
        );
        assert_eq!(
            parse_challenges("Negotiate"),
            Ok(vec![challenge("negotiate", &[])])
        );
    }

    #[test]
    fn what_is_malformed_is_refused() {
        for text in [
            "realm=\"x\"",
            "Bearer realm=\"x",
            "Bearer realm=\"x\\",
            "Bearer realm=\"a\", x==y",
            "\"",
            "B\u{e9}",
        ] {
            let parsed = parse_challenges(text);
            assert!(
                matches!(parsed, Err(ParseChallengeError::Syntax(_))),
                "{text}: {parsed:?}"
            );
        }
        assert_eq!(parse_challenges(""), Ok(Vec::new()));
    }

    #[test]
    fn limits_are_reached() {
        let long = "a".repeat(CHALLENGE_BYTES_MAX + 1);
        assert_eq!(parse_challenges(&long), Err(ParseChallengeError::TooLong));
        let many = format!("Bearer {}", "a=b,".repeat(CHALLENGE_PARTS_MAX + 1));
        assert_eq!(
            parse_challenges(&many),
            Err(ParseChallengeError::TooManyParts)
        );
        let many = "a,".repeat(CHALLENGE_PARTS_MAX + 1);
        assert_eq!(
            parse_challenges(&many),
            Err(ParseChallengeError::TooManyParts)
        );
    }
}
