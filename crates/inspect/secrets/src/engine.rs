//! The rules as one engine, and its ways in.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::allow::{AllowError, AllowList};
use crate::context::{Context, Surroundings};
use crate::hit::Scanned;
use crate::prefilter::Prefilter;
use crate::rule::{Rule, RuleError};
use crate::rules;
use crate::scanner::Scanner;
use crate::stream::Stream;
use crate::text::{ContentKind, HEAD_BYTES, Utf16Decoder};

/// Searches bytes for secrets. Cheap to clone; one engine serves any number of threads.
#[derive(Clone)]
pub struct Engine {
    set: &'static RuleSet,
    allow: Arc<AllowList>,
}

/// The rules that are compiled in, with their keywords.
struct RuleSet {
    rules: Vec<Rule>,
    prefilter: Prefilter,
    /// Per keyword: its bytes and the rules that it calls.
    keywords: Vec<(usize, Vec<usize>)>,
    head_rules: Vec<usize>,
    binary_keyword: u32,
}

impl RuleSet {
    fn read() -> Result<Self, RuleError> {
        let rules = rules::read()?;
        let mut words: Vec<String> = Vec::new();
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let mut keywords: Vec<(usize, Vec<usize>)> = Vec::new();
        for (index, rule) in rules.iter().enumerate() {
            for word in &rule.keywords {
                let word = word.to_ascii_lowercase();
                let number = *numbers.entry(word.clone()).or_insert_with(|| {
                    keywords.push((word.len(), Vec::new()));
                    words.push(word);
                    words.len() - 1
                });
                if let Some((_, called)) = keywords.get_mut(number)
                    && !called.contains(&index)
                {
                    called.push(index);
                }
            }
        }
        Ok(RuleSet {
            prefilter: Prefilter::new(&words).map_err(RuleError::Keywords)?,
            head_rules: (0..rules.len())
                .filter(|&i| rules.get(i).is_some_and(|r| r.head))
                .collect(),
            binary_keyword: numbers
                .get("-----begin ")
                .map_or(u32::MAX, |&number| number as u32),
            rules,
            keywords,
        })
    }
}

impl Engine {
    /// The engine with the rules that are compiled in. They are read once per process; who comes
    /// while another thread reads them waits for it.
    ///
    /// # Errors
    /// When a rule file is malformed, which the tests of this crate exclude.
    pub fn builtin() -> Result<Self, &'static RuleError> {
        static SET: OnceLock<Result<RuleSet, RuleError>> = OnceLock::new();
        let set = SET.get_or_init(RuleSet::read).as_ref()?;
        Ok(Engine {
            set,
            allow: Arc::default(),
        })
    }

    /// The same engine, silent where the list says so.
    ///
    /// # Errors
    /// When the list names a rule that does not exist: a typing error would silence nothing.
    pub fn with_allow_list(mut self, list: AllowList) -> Result<Self, AllowError> {
        self.check(&list)?;
        self.allow = Arc::new(list);
        Ok(self)
    }

    /// Whether every rule that the list names exists, for those who apply the list to facts
    /// (see [`AllowList::allows`]) rather than to the search.
    ///
    /// # Errors
    /// When the list names a rule that does not exist.
    pub fn check(&self, list: &AllowList) -> Result<(), AllowError> {
        let unknown = list
            .rules()
            .find(|id| self.set.rules.iter().all(|r| r.id != **id));
        unknown.map_or(Ok(()), |id| Err(AllowError::Rule(id.to_owned())))
    }

    /// All rules, for explanations and for the remedy of a hit.
    #[must_use]
    pub fn rules(&self) -> &'static [Rule] {
        &self.set.rules
    }

    /// Searches a whole content.
    #[must_use]
    pub fn scan(&self, content: &[u8], context: Context<'_>) -> Scanned {
        let kind = ContentKind::of(content);
        let silent = self.allow.has_path(context.path);
        let mut scanner = Scanner::new(self, Surroundings::of(context), silent, kind);
        scanner.head(content.get(..HEAD_BYTES).unwrap_or(content));
        if kind == ContentKind::Utf16 {
            let (mut decoder, mut text) = (Utf16Decoder::default(), Vec::new());
            decoder.feed(content, &mut text);
            decoder.finish(&mut text);
            scanner.advance(&text, 0, true);
        } else {
            scanner.advance(content, 0, true);
        }
        scanner.finish()
    }

    /// Begins the search of a content that arrives in pieces.
    #[must_use]
    pub fn stream(&self, context: Context<'_>) -> Stream<'_> {
        let silent = self.allow.has_path(context.path);
        Stream::new(self, Surroundings::of(context), silent)
    }

    /// Searches a value that has a name: an environment variable, a label, a key of a document.
    /// Places are those within the value.
    #[must_use]
    pub fn scan_pair(&self, name: &str, value: &str, context: Context<'_>) -> Scanned {
        let silent = self.allow.has_path(context.path);
        let mut scanner = Scanner::new(self, Surroundings::of(context), silent, ContentKind::Text);
        if !silent {
            scanner.pair(name, value.as_bytes());
        }
        scanner.advance(value.as_bytes(), 0, true);
        scanner.finish()
    }

    pub(crate) fn allow(&self) -> &AllowList {
        &self.allow
    }

    pub(crate) fn is_off(&self, rule: &Rule) -> bool {
        self.allow.has_rule(&rule.id)
    }

    pub(crate) fn prefilter(&self) -> &'static Prefilter {
        &self.set.prefilter
    }

    pub(crate) fn rule(&self, index: usize) -> Option<&'static Rule> {
        self.set.rules.get(index)
    }

    pub(crate) fn rules_of(&self, keyword: u32) -> &'static [usize] {
        self.set
            .keywords
            .get(keyword as usize)
            .map_or(&[], |(_, rules)| rules)
    }

    pub(crate) fn keyword_bytes(&self, keyword: u32) -> usize {
        self.set
            .keywords
            .get(keyword as usize)
            .map_or(0, |(bytes, _)| *bytes)
    }

    pub(crate) fn binary_keyword(&self) -> u32 {
        self.set.binary_keyword
    }

    pub(crate) fn head_rules(&self) -> impl Iterator<Item = (usize, &'static Rule)> {
        let rules: &'static [Rule] = &self.set.rules;
        self.set
            .head_rules
            .iter()
            .filter_map(move |&index| Some((index, rules.get(index)?)))
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Engine({} rules)", self.set.rules.len())
    }
}
