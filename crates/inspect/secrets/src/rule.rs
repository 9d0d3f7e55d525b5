//! One kind of secret, as its data file tells it.

use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};
use serde::Deserialize;

use seaworthy_model::{Confidence, Severity};

use crate::validate::Validator;
use crate::value::Filter;

/// LIMIT: compiled size of one pattern. The largest of ours needs a tenth of it.
const PATTERN_BYTES_MAX: usize = 4 << 20;

/// LIMIT: how far behind its keyword a rule may look. Key blocks of RSA with 16,384 bits fit.
pub(crate) const WINDOW_BYTES_MAX: usize = 16 << 10;

/// LIMIT: how far before its keyword a rule may look.
pub(crate) const BEFORE_BYTES_MAX: usize = 256;

/// A rule: what it finds, why that matters and what to do, with examples of both sides.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Id, equal to the name of its file.
    pub id: String,
    /// What it is, in a few words.
    pub title: String,
    /// Why it matters that somebody else reads it.
    pub why: String,
    /// What to do when it leaked.
    pub remedy: String,
    /// Who documents the format.
    pub source: String,
    /// How bad it is if the secret is real.
    pub severity: Severity,
    /// How sure a match is.
    pub confidence: Confidence,
    /// One of these must stand in the text, in any case of its letters.
    pub(crate) keywords: Vec<String>,
    /// The value, as the group `secret`. Without `key` it is matched at the keyword (see `before`),
    /// with `key` it must be the whole value of an assignment.
    pub(crate) pattern: String,
    /// The name that the value is assigned to.
    #[serde(default)]
    pub(crate) key: Option<String>,
    /// Names that are no such name after all.
    #[serde(default)]
    pub(crate) key_not: Option<String>,
    /// How far behind the keyword the assigned name may end.
    #[serde(default)]
    pub(crate) reach: usize,
    /// How far before the keyword a match may begin; 0 is exactly at it.
    #[serde(default)]
    pub(crate) before: usize,
    /// How far behind the start of the keyword a match may end.
    #[serde(default = "default_window")]
    pub(crate) window: usize,
    /// Neither side of the match may go on as a word.
    #[serde(default = "default_true")]
    pub(crate) word: bool,
    /// Least entropy of the value in bits per byte.
    #[serde(default)]
    pub(crate) entropy: Option<f64>,
    /// Named check of the value's structure.
    #[serde(default)]
    pub(crate) check: Option<Validator>,
    /// A further judgement for values that have no form of their own.
    #[serde(default)]
    pub(crate) filter: Option<Filter>,
    /// The value may be a made-up word: it is not compared with placeholders.
    #[serde(default)]
    pub(crate) placeholders: bool,
    /// Values that are no secret.
    #[serde(default)]
    pub(crate) allow: Vec<String>,
    /// Only in files whose lower-case name is one of these; empty is everywhere.
    #[serde(default)]
    pub(crate) files: Vec<String>,
    /// Also searched in binary content.
    #[serde(default)]
    pub(crate) binary: bool,
    /// The rule looks at the first bytes of a content instead of at keywords.
    #[serde(default)]
    pub(crate) head: bool,
    #[serde(default)]
    found: Vec<Example>,
    silent: Vec<Parts>,
    #[serde(skip)]
    compiled: OnceLock<Compiled>,
}

/// A text in pieces, so that no file of ours holds a whole value that looks alive.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(untagged)]
enum Parts {
    #[default]
    None,
    One(String),
    Many(Vec<String>),
}

/// A text in which the rule finds exactly one value.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    #[serde(default)]
    before: Parts,
    secret: Parts,
    #[serde(default)]
    after: Parts,
    #[serde(default)]
    path: Option<String>,
}

#[derive(Debug)]
struct Compiled {
    pattern: Regex,
    key: Option<Regex>,
    key_not: Option<Regex>,
    allow: Vec<Regex>,
}

fn default_window() -> usize {
    1_024
}

fn default_true() -> bool {
    true
}

/// A rule file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RuleError {
    /// A rule file has not the form of one.
    #[error("reading the secret rules")]
    Read(#[source] serde_json::Error),
    /// A pattern does not compile.
    #[error("compiling the patterns of the secret rule `{id}`")]
    Pattern {
        /// Its id.
        id: String,
        /// What is wrong.
        source: regex::Error,
    },
    /// The keywords of all rules make no automaton.
    #[error("building the automaton of the secret keywords")]
    Keywords(#[source] aho_corasick::BuildError),
}

impl Rule {
    /// The same rule within the limits of all rules.
    pub(crate) fn bounded(mut self) -> Self {
        self.window = self.window.min(WINDOW_BYTES_MAX);
        self.before = self.before.min(BEFORE_BYTES_MAX);
        self
    }

    /// Texts in which it finds a value.
    #[must_use]
    pub fn found(&self) -> &[Example] {
        &self.found
    }

    /// Texts in which it finds nothing.
    pub fn silent(&self) -> impl Iterator<Item = String> {
        self.silent.iter().map(Parts::join)
    }

    /// Whether it judges a name and its value rather than a value with a form of its own.
    pub(crate) fn is_assignment(&self) -> bool {
        self.key.is_some()
    }

    /// How much this rule knows about a value; of two that overlap the one that knows more is kept.
    pub(crate) fn rank(&self) -> u8 {
        match (&self.filter, &self.check, &self.key) {
            (Some(_), _, _) => 0,
            (None, None, Some(_)) => 1,
            (None, Some(_), Some(_)) => 2,
            (None, None, None) => 3,
            (None, Some(_), None) => 4,
        }
    }

    /// Compiles the patterns ahead of time. Otherwise that is done once, at the first keyword of
    /// the rule: most scans need few rules.
    ///
    /// # Errors
    /// When a pattern does not compile, which the tests of this crate exclude.
    pub fn compile(&self) -> Result<(), RuleError> {
        self.compiled()
            .map(|_| ())
            .map_err(|source| RuleError::Pattern {
                id: self.id.clone(),
                source,
            })
    }

    fn compiled(&self) -> Result<&Compiled, regex::Error> {
        if let Some(compiled) = self.compiled.get() {
            return Ok(compiled);
        }
        let build = |pattern: &str| {
            RegexBuilder::new(pattern)
                .unicode(false)
                .size_limit(PATTERN_BYTES_MAX)
                .build()
        };
        let pattern = &self.pattern;
        let anchored = if self.is_assignment() {
            format!("\\A(?:{pattern})\\z")
        } else if self.before == 0 {
            format!("\\A(?:{pattern})")
        } else {
            pattern.clone()
        };
        let compiled = Compiled {
            pattern: build(&anchored)?,
            key: self.key.as_deref().map(build).transpose()?,
            key_not: self.key_not.as_deref().map(build).transpose()?,
            allow: self
                .allow
                .iter()
                .map(|text| build(text))
                .collect::<Result<_, _>>()?,
        };
        Ok(self.compiled.get_or_init(|| compiled))
    }

    /// The group `secret` of the first match in `text`.
    pub(crate) fn find(&self, text: &[u8]) -> Option<std::ops::Range<usize>> {
        let compiled = self.compiled().ok()?;
        let captures = compiled.pattern.captures(text)?;
        captures.name("secret").map(|group| group.range())
    }

    pub(crate) fn takes_name(&self, name: &[u8]) -> bool {
        let Ok(compiled) = self.compiled() else {
            return false;
        };
        compiled.key.as_ref().is_some_and(|key| key.is_match(name))
            && !compiled
                .key_not
                .as_ref()
                .is_some_and(|key| key.is_match(name))
    }

    pub(crate) fn allows(&self, value: &[u8]) -> bool {
        self.compiled()
            .is_ok_and(|c| c.allow.iter().any(|allow| allow.is_match(value)))
    }
}

impl Parts {
    fn join(&self) -> String {
        match self {
            Parts::None => String::new(),
            Parts::One(text) => text.clone(),
            Parts::Many(parts) => parts.concat(),
        }
    }
}

impl Example {
    /// The whole text.
    #[must_use]
    pub fn text(&self) -> String {
        [self.before.join(), self.secret.join(), self.after.join()].concat()
    }

    /// The value that is found in it.
    #[must_use]
    pub fn secret(&self) -> String {
        self.secret.join()
    }

    /// The path of the file it stands in, if that matters.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }
}
