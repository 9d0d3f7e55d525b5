//! One kind of secret, as its data file tells it.

use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};
use serde::Deserialize;

use seaworthy_model::{Confidence, Severity};

use crate::rules;
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
    #[serde(skip)]
    compiled: Compiled,
}

/// The examples of one rule, which are kept apart: a scan does not read them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Examples {
    pub(crate) id: String,
    #[serde(default)]
    found: Vec<Example>,
    silent: Vec<Parts>,
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

/// The patterns of a rule, each compiled when it is first asked: a name that is not taken never
/// needs the pattern of the value, and most values never that of an exception.
#[derive(Debug, Default)]
struct Compiled {
    pattern: OnceLock<Option<Regex>>,
    key: OnceLock<Option<Regex>>,
    key_not: OnceLock<Option<Regex>>,
    allow: OnceLock<Vec<Regex>>,
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
    pub fn found(&self) -> &'static [Example] {
        self.examples().map_or(&[], |examples| &examples.found)
    }

    /// Texts in which it finds nothing.
    pub fn silent(&self) -> impl Iterator<Item = String> {
        let examples = self.examples().into_iter();
        examples.flat_map(|examples| examples.silent.iter().map(Parts::join))
    }

    fn examples(&self) -> Option<&'static Examples> {
        rules::examples().iter().find(|of| of.id == self.id)
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

    /// Compiles every pattern. A scan compiles each when it first needs it.
    ///
    /// # Errors
    /// When a pattern does not compile, which the tests of this crate exclude.
    pub fn compile(&self) -> Result<(), RuleError> {
        let names = self.key.iter().chain(&self.key_not).map(String::as_str);
        let all = names.chain(self.allow.iter().map(String::as_str));
        let mut built = all.map(build).chain([build(&self.anchored())]);
        built
            .try_for_each(|built| built.map(|_| ()))
            .map_err(|source| RuleError::Pattern {
                id: self.id.clone(),
                source,
            })
    }

    /// The pattern, bound to where its value must stand.
    fn anchored(&self) -> String {
        let pattern = &self.pattern;
        if self.is_assignment() {
            format!("\\A(?:{pattern})\\z")
        } else if self.before == 0 {
            format!("\\A(?:{pattern})")
        } else {
            pattern.clone()
        }
    }

    /// The group `secret` of the first match in `text`.
    pub(crate) fn find(&self, text: &[u8]) -> Option<std::ops::Range<usize>> {
        let pattern = self
            .compiled
            .pattern
            .get_or_init(|| build(&self.anchored()).ok());
        let captures = pattern.as_ref()?.captures(text)?;
        captures.name("secret").map(|group| group.range())
    }

    pub(crate) fn takes_name(&self, name: &[u8]) -> bool {
        matches(&self.compiled.key, self.key.as_deref(), name)
            && !matches(&self.compiled.key_not, self.key_not.as_deref(), name)
    }

    pub(crate) fn allows(&self, value: &[u8]) -> bool {
        let compile = || self.allow.iter().filter_map(|text| build(text).ok());
        let allow = self.compiled.allow.get_or_init(|| compile().collect());
        allow.iter().any(|allow| allow.is_match(value))
    }
}

fn build(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern)
        .unicode(false)
        .size_limit(PATTERN_BYTES_MAX)
        .build()
}

/// Whether there is a pattern, and the text matches it.
fn matches(compiled: &OnceLock<Option<Regex>>, pattern: Option<&str>, text: &[u8]) -> bool {
    let compiled = compiled.get_or_init(|| build(pattern?).ok());
    compiled.as_ref().is_some_and(|regex| regex.is_match(text))
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
