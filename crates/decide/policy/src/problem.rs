//! What can be wrong with a policy file: each problem with its line, column and next step.

use std::fmt;

use crate::limits::{
    CONDITION_BYTES_MAX, CONDITION_LOOPS_MAX, CONDITION_NODES_MAX, PATTERN_BYTES_MAX, PATTERNS_MAX,
    POLICY_BYTES_MAX,
};
use crate::place::Place;

/// Line and column, both from 1; the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

impl Position {
    /// The first character of a file.
    pub(crate) const START: Position = Position { line: 1, column: 1 };

    /// From the reader of YAML, for which 0 means that it does not know.
    pub(crate) fn of(location: serde_saphyr::Location) -> Self {
        let number = |value: u64| u32::try_from(value).unwrap_or(u32::MAX).max(1);
        Position {
            line: number(location.line()),
            column: number(location.column()),
        }
    }
}

/// All that is wrong with one policy file, in the order of the file. Never empty.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyErrors {
    /// Name of the policy, usually its path.
    pub policy: String,
    /// The errors.
    pub errors: Vec<PolicyError>,
}

impl fmt::Display for PolicyErrors {
    /// Each error as `NAME:LINE:COLUMN: what is wrong`, followed by a `help:` line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, error) in self.errors.iter().enumerate() {
            if number > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{}:{error}\n  help: {}", self.policy, error.help())?;
        }
        Ok(())
    }
}

impl std::error::Error for PolicyErrors {}

/// One thing that is wrong with a policy file.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyError {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// The route to the value, such as `gates.ci.deny[1].severity`; empty for the whole file.
    pub path: String,
    /// What is wrong.
    pub problem: Problem,
}

impl PolicyError {
    pub(crate) fn new(at: Position, place: &Place, problem: Problem) -> Self {
        PolicyError {
            line: at.line,
            column: at.column,
            path: place.to_string(),
            problem,
        }
    }

    /// What to do about it, in one sentence.
    #[must_use]
    pub fn help(&self) -> String {
        self.problem.help(&self.path)
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.line, self.column)?;
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{}", self.problem)
    }
}

impl std::error::Error for PolicyError {}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Problem {
    /// The file is larger than [`POLICY_BYTES_MAX`].
    #[error("the file has {bytes} bytes")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// It is no YAML, or exceeds a limit of nesting or aliases.
    #[error("the file is not readable as YAML: {message}")]
    Syntax {
        /// What the reader of YAML says.
        message: String,
    },
    /// More errors than are shown.
    #[error("more errors follow")]
    TooManyErrors,
    /// More rules, waivers or patterns than allowed.
    #[error("more than {limit} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many are allowed.
        limit: usize,
    },
    /// The format has no such field.
    #[error("unknown field `{field}`")]
    UnknownField {
        /// The field.
        field: String,
        /// The fields that are allowed there.
        expected: Vec<String>,
    },
    /// A field that must be there is not.
    #[error("the field `{0}` is missing")]
    MissingField(String),
    /// A value of the wrong type.
    #[error("expected {expected}, found {found}")]
    WrongType {
        /// What is there.
        found: String,
        /// What should be.
        expected: String,
    },
    /// A word that is not among the allowed ones.
    #[error("unknown word `{word}`")]
    UnknownWord {
        /// The word.
        word: String,
        /// The allowed words.
        expected: Vec<String>,
    },
    /// A check, control, licence or rule that does not exist.
    #[error("there is no {kind} `{name}`")]
    UnknownName {
        /// `check`, `control`, `licence` or `inherited rule`.
        kind: &'static str,
        /// The name as written.
        name: String,
        /// The name that was probably meant.
        suggestion: Option<String>,
    },
    /// A date that is none.
    #[error("`{0}` is no date")]
    Date(String),
    /// A number out of its range.
    #[error("{value} is not between {min} and {max}")]
    Range {
        /// The number.
        value: f32,
        /// The least allowed.
        min: f32,
        /// The greatest allowed.
        max: f32,
    },
    /// A glob that cannot be read.
    #[error("`{pattern}` is no pattern: {reason}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// Why not.
        reason: String,
    },
    /// A CEL condition that cannot be read or does not fit.
    #[error("the condition cannot be used: {reason}")]
    Condition {
        /// Why not.
        reason: String,
    },
    /// A rule that would match every finding.
    #[error("a rule without selectors matches every finding")]
    EmptyRule,
    /// An empty list or text where something must be.
    #[error("`{0}` is empty")]
    Empty(&'static str),
    /// A waiver that names neither check nor CVE.
    #[error("a waiver names neither `check` nor `cve`")]
    AimlessWaiver,
    /// Two statements that cannot both hold.
    #[error("{0}")]
    Conflict(String),
    /// A version of the format that this program does not read.
    #[error("version {0} of the policy format is unknown")]
    Version(u32),
    /// A value that is refused for another reason.
    #[error("{0}")]
    Invalid(String),
}

impl Problem {
    fn help(&self, path: &str) -> String {
        match self {
            Problem::TooLarge { .. } => {
                format!("keep a policy under {POLICY_BYTES_MAX} bytes; remove expired waivers")
            }
            Problem::Syntax { message } if message.contains("twice") => {
                "keep one of the two".to_owned()
            }
            Problem::Syntax { .. } => {
                "compare the line with `seaworthy policy init`; indent with spaces".to_owned()
            }
            Problem::TooManyErrors => "mend the errors above and check again".to_owned(),
            Problem::TooMany { what, limit } => format!("keep at most {limit} {what}"),
            Problem::UnknownField { field, expected } => meant(field, expected),
            Problem::MissingField(field) => format!("add `{field}:`{}", example_of(field)),
            Problem::WrongType { expected, .. } if expected == "a list" => {
                "write a list, such as [one, two]".to_owned()
            }
            Problem::WrongType { found, expected }
                if expected == "a text" && !found.starts_with("a ") =>
            {
                "put quotes around it if it is meant as text".to_owned()
            }
            Problem::WrongType { expected, .. } => format!("write {expected} here"),
            Problem::UnknownWord { word, expected } => meant(word, expected),
            Problem::UnknownName {
                kind, suggestion, ..
            } => match suggestion {
                Some(name) => format!("did you mean `{name}`?"),
                None if *kind == "control" => "`seaworthy controls` lists them".to_owned(),
                None if *kind == "check" => "`seaworthy checks` lists them".to_owned(),
                None if *kind == "licence" => {
                    "the SPDX licence list has them; others begin with `LicenseRef-`".to_owned()
                }
                None => "`seaworthy policy explain` lists them".to_owned(),
            },
            Problem::Date(_) => "write a day as YEAR-MONTH-DAY, such as 2027-01-31".to_owned(),
            Problem::Range { min, max, .. } => format!("give a number from {min} to {max}"),
            Problem::Pattern { .. } => format!(
                "use `*`, `**`, `?`, `[a-z]` and `{{a,b}}`; at most {PATTERN_BYTES_MAX} bytes and \
                 {PATTERNS_MAX} patterns a list"
            ),
            Problem::Condition { .. } => format!(
                "a condition is CEL over `finding` and `image` that yields true or false: at most \
                 {CONDITION_BYTES_MAX} bytes, {CONDITION_NODES_MAX} steps, {CONDITION_LOOPS_MAX} \
                 loop deep"
            ),
            Problem::EmptyRule => {
                "add a selector; `severity: unknown` if every finding is meant".to_owned()
            }
            Problem::Empty(_) => format!("fill `{path}` in, or remove it"),
            Problem::AimlessWaiver => "add `check: ID`, `cve: ID` or both".to_owned(),
            Problem::Conflict(_) => "keep one of the two".to_owned(),
            Problem::Version(_) => "write `version: 1`, or use a newer seaworthy".to_owned(),
            Problem::Invalid(_) => "`seaworthy policy init` shows every field".to_owned(),
        }
    }
}

/// An example after the name of a field that is missing.
fn example_of(field: &str) -> &'static str {
    match field {
        "version" => " 1",
        "expires" => " with the last day on which it holds, such as 2027-01-31",
        "owner" => " with the person or team that answers for it",
        "reason" => " with why the risk is acceptable",
        "id" => " with the id of the weakness",
        _ => "",
    }
}

fn meant(word: &str, expected: &[String]) -> String {
    match closest(word, expected.iter().map(String::as_str)) {
        Some(best) => format!("did you mean `{best}`?"),
        None if expected.is_empty() => "remove it; nothing is allowed here".to_owned(),
        None => format!("use one of {}", expected.join(", ")),
    }
}

/// The name that is nearest to a word, if one is near enough to be meant.
pub(crate) fn closest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let word = word.to_ascii_lowercase().replace('_', "-");
    names
        .map(|name| {
            (
                distance(&word, &name.to_ascii_lowercase().replace('_', "-")),
                name,
            )
        })
        .filter(|(distance, name)| *distance * 4 <= name.chars().count().max(4))
        .min()
        .map(|(_, name)| name.to_owned())
}

/// The edit distance of Levenshtein. LIMIT: only the first 64 characters count.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (line, from) in a.chars().take(64).enumerate() {
        let mut corner = line;
        let mut left = line + 1;
        for (to, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let cost = corner + usize::from(from != *to);
            corner = *cell;
            left = cost.min(left + 1).min(*cell + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_meant_unless_none_is_near() {
        let names = ["severity", "epss", "cvss", "known_exploited"];
        let closest = |word| closest(word, names.into_iter());
        assert_eq!(closest("severty").as_deref(), Some("severity"));
        assert_eq!(closest("Severity").as_deref(), Some("severity"));
        assert_eq!(
            closest("known-exploited").as_deref(),
            Some("known_exploited")
        );
        assert_eq!(closest("epsss").as_deref(), Some("epss"));
        assert_eq!(closest("colour"), None);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
    }
}
