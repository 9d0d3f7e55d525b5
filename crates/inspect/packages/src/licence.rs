//! One SPDX licence expression of what a package states.
//!
//! Source: SPDX specification, Annex B (licence expressions), and the SPDX licence list. Packages
//! write what they like; how they name licences stands in `licence_names.tsv`. What no list knows
//! is not lost: it becomes a `LicenseRef-...` made of its own words, which a policy can name.

use std::collections::HashMap;
use std::sync::LazyLock;

use seaworthy_facts::{Package, PackageKind};
use spdx::{Expression, ParseMode};

/// LIMIT: bytes of one stated licence that are looked at. The longest expressions of distributions
/// have 700; longer ones are whole texts in the wrong field.
const STATED_BYTES_MAX: usize = 2048;

/// LIMIT: brackets inside of brackets; each costs a frame of the stack.
const DEPTH_MAX: usize = 16;

/// LIMIT: licences of one expression. The largest known, of a Linux firmware package, has 60.
const TERMS_MAX: usize = 256;

/// Other ways to say "or later".
const LATER: [(&str, &str); 5] = [
    ("or any later", "or later"),
    ("or newer", "or later"),
    ("or greater", "or later"),
    ("and later", "or later"),
    ("(>= ", " or later "),
];

/// Bytes of the words that make a `LicenseRef-`.
const REFERENCE_BYTES_MAX: usize = 64;

static NAMES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let rows = include_str!("licence_names.tsv").lines();
    let rows = rows.filter(|line| !line.starts_with('#'));
    rows.filter_map(|line| line.split_once('\t')).collect()
});

/// The ids of the list, in an order that does not regard the case of letters.
static IDS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let ids = spdx::identifiers::LICENSES.iter().map(|known| known.name);
    let mut ids: Vec<&str> = ids.collect();
    ids.sort_unstable_by(|one, other| in_any_case(one).cmp(in_any_case(other)));
    ids
});

/// Completes the SPDX expression of every package that states a licence.
pub fn finish_licences(packages: &mut [Package]) {
    let mut known: HashMap<(bool, Vec<String>), Option<String>> = HashMap::new();
    for package in packages {
        if package.licence.is_some() || package.licences.is_empty() {
            continue;
        }
        // Several entries are a choice for Composer and in npm's old lists; elsewhere all hold.
        let is_choice = matches!(package.kind, PackageKind::Npm | PackageKind::Composer);
        let key = (is_choice, package.licences.clone());
        let expression = known
            .entry(key)
            .or_insert_with_key(|(is_choice, stated)| spdx_expression(stated, *is_choice));
        package.licence.clone_from(expression);
    }
}

/// One SPDX expression of licences as written; several are a choice or all hold. None, where
/// nothing is said.
#[must_use]
pub fn spdx_expression(stated: &[String], is_choice: bool) -> Option<String> {
    let operator = if is_choice {
        Operator::Or
    } else {
        Operator::And
    };
    let mut terms = Vec::new();
    for one in stated.iter().take(TERMS_MAX) {
        terms.extend(statement(one));
    }
    let text = join(operator, terms)?.text;
    // INVARIANT: what is put together of ids and references parses; if it ever does not, the
    // package has a licence that nobody knows.
    match Expression::parse(&text) {
        Ok(_) => Some(text),
        Err(_) => Some(reference(&text)),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    And,
    Or,
}

/// A part of an expression, with its outermost operator.
struct Term {
    text: String,
    operator: Option<Operator>,
}

impl Term {
    fn of(text: impl Into<String>) -> Self {
        let text = text.into();
        let operator = match (text.contains(" OR "), text.contains(" AND ")) {
            (true, _) => Some(Operator::Or),
            (false, true) => Some(Operator::And),
            (false, false) => None,
        };
        Term { text, operator }
    }
}

fn join(operator: Operator, terms: Vec<Term>) -> Option<Term> {
    let mut parts: Vec<Term> = Vec::new();
    for term in terms {
        if !parts.iter().any(|part| part.text == term.text) {
            parts.push(term);
        }
    }
    if parts.len() < 2 {
        return parts.pop();
    }
    let word = match operator {
        Operator::And => " AND ",
        Operator::Or => " OR ",
    };
    let parts: Vec<String> = parts
        .into_iter()
        .map(|part| match part.operator {
            Some(inner) if inner != operator => format!("({})", part.text),
            _ => part.text,
        })
        .collect();
    Some(Term {
        text: parts.join(word),
        operator: Some(operator),
    })
}

/// One statement: an expression, a name of the table, or several names with operators.
fn statement(text: &str) -> Option<Term> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if text.len() > STATED_BYTES_MAX {
        return Some(Term::of(reference(text)));
    }
    if let Some(term) = named(text) {
        return Some(term);
    }
    if is_spdx(text) {
        return Some(Term::of(text));
    }
    // `GNU General Public License v2 (GPLv2)`: the brackets repeat what stands before them.
    if let Some((before, _)) = text
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once(" ("))
        && let Some(term) = named(before)
    {
        return Some(term);
    }
    let mut words = Words::new(text);
    let term = words.any(0);
    match (term, words.is_whole()) {
        (Ok(term), true) => term,
        _ => Some(Term::of(reference(text))),
    }
}

/// Whether this is an expression of the current list, without ids that are deprecated.
fn is_spdx(text: &str) -> bool {
    Expression::parse_mode(text, ParseMode::STRICT).is_ok()
}

/// A name that stands for one thing as a whole.
fn named(text: &str) -> Option<Term> {
    let simple = simplify(text);
    if let Some(expression) = NAMES.get(simple.as_str()) {
        return Some(Term::of(*expression));
    }
    let mut ids = [text, text.strip_suffix('+').unwrap_or(text)].into_iter();
    ids.find_map(|id| {
        // The table has those that the list calls deprecated, for they say too little.
        let name = listed(id)?;
        let later = text.len() > id.len();
        let expression = if later {
            format!("{name}+")
        } else {
            name.to_owned()
        };
        is_spdx(&expression).then(|| Term::of(expression))
    })
}

/// The id of the list that a text is but for the case of its letters.
fn listed(text: &str) -> Option<&'static str> {
    let at = IDS.binary_search_by(|id| in_any_case(id).cmp(in_any_case(text)));
    IDS.get(at.ok()?).copied()
}

fn in_any_case(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().map(|byte| byte.to_ascii_lowercase())
}

/// The words of a name without those that every name has: lower case, `-` and `_` as spaces,
/// versions without `v` and without `.0` at their end, "or later" as `+`.
fn simplify(text: &str) -> String {
    let mut simple = String::with_capacity(text.len());
    let mut lower = text.to_ascii_lowercase();
    for (words, instead) in LATER {
        // Few names have any of them, and each search would copy the text.
        if lower.contains(words) {
            lower = lower.replace(words, instead);
        }
    }
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '\'');
    let mut later = false;
    let words: Vec<&str> = lower
        .split(|c| !is_word(c))
        .filter(|word| !word.is_empty())
        .collect();
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1);
        match *word {
            "or" if next == Some(&"later") => later = true,
            "later" if later => {}
            "the" | "license" | "licence" | "licensed" | "licenses" | "version" | "under" => {}
            "v" | "ver" => {}
            word => {
                for part in split_version(word) {
                    if !simple.is_empty() && part != "+" {
                        simple.push(' ');
                    } else if part == "+" && simple.is_empty() {
                        continue;
                    }
                    simple.push_str(part);
                }
            }
        }
    }
    if later && !simple.ends_with('+') {
        simple.push('+');
    }
    for (words, instead) in [("+ file", " + file"), ("  ", " ")] {
        if simple.contains(words) {
            simple = simple.replace(words, instead);
        }
    }
    simple
}

/// `gplv2.0+` as `gpl`, `2`, `+`.
fn split_version(word: &str) -> Vec<&str> {
    let (word, plus) = match word.strip_suffix('+') {
        Some(rest) => (rest, true),
        None => (word, false),
    };
    let digits = word.find(|c: char| c.is_ascii_digit());
    let mut parts = Vec::new();
    match digits {
        Some(at) if at > 0 && word.get(..at).is_some_and(|name| name.ends_with('v')) => {
            let (name, version) = word.split_at(at);
            parts.push(name.strip_suffix('v').unwrap_or(name));
            parts.push(version);
        }
        Some(at) if at > 0 && matches!(word.get(..at), Some("gpl" | "lgpl" | "agpl")) => {
            let (name, version) = word.split_at(at);
            parts.extend([name, version]);
        }
        _ => parts.push(word),
    }
    parts.retain(|part| !part.is_empty());
    if digits.is_some()
        && let Some(last) = parts.last_mut()
    {
        let version = last.trim_end_matches('.');
        *last = version.strip_suffix(".0").unwrap_or(version);
    }
    if plus {
        parts.push("+");
    }
    parts
}

/// A `LicenseRef-` of these words.
fn reference(text: &str) -> String {
    let mut id = String::from("LicenseRef-");
    for c in text.chars() {
        if id.len() >= REFERENCE_BYTES_MAX {
            break;
        }
        if c.is_ascii_alphanumeric() || c == '.' {
            id.push(c);
        } else if !id.ends_with('-') {
            id.push('-');
        }
    }
    let end = id.trim_end_matches(['-', '.']);
    match end {
        "LicenseRef" => "LicenseRef-unknown".to_owned(),
        end => end.to_owned(),
    }
}

/// Names with operators, as people write them: `and`, `or`, `&`, `|`, brackets.
struct Words<'a> {
    tokens: Vec<&'a str>,
    at: usize,
    terms: usize,
}

/// What is no expression.
struct Unclear;

impl<'a> Words<'a> {
    fn new(text: &'a str) -> Self {
        let mut tokens = Vec::new();
        let mut start = 0;
        let is_mark = |c: char| matches!(c, '(' | ')' | '|' | '&');
        for (at, c) in text.char_indices() {
            if c.is_whitespace() || is_mark(c) {
                tokens.extend(text.get(start..at));
                tokens.extend(text.get(at..at + c.len_utf8()).filter(|_| is_mark(c)));
                start = at + c.len_utf8();
            }
        }
        tokens.extend(text.get(start..));
        tokens.retain(|token| !token.is_empty());
        Words {
            tokens,
            at: 0,
            terms: 0,
        }
    }

    fn is_whole(&self) -> bool {
        self.at == self.tokens.len()
    }

    fn peek(&self) -> Option<&'a str> {
        self.tokens.get(self.at).copied()
    }

    /// The operator that comes next; a comma before it belongs to it.
    fn operator(&self) -> Option<Operator> {
        match self.peek()?.to_ascii_lowercase().as_str() {
            "and" | "&" => Some(Operator::And),
            "or" | "|" => {
                // `GPL-2 or later` is no choice.
                let next = self
                    .tokens
                    .get(self.at + 1)
                    .map(|next| next.to_ascii_lowercase());
                let later = matches!(next.as_deref(), Some("later" | "newer" | "any" | "greater"));
                (!later).then_some(Operator::Or)
            }
            _ => None,
        }
    }

    fn any(&mut self, depth: usize) -> Result<Option<Term>, Unclear> {
        self.row(Operator::Or, depth)
    }

    /// Terms between operators of one kind; `and` binds more than `or`.
    fn row(&mut self, operator: Operator, depth: usize) -> Result<Option<Term>, Unclear> {
        let mut terms = Vec::new();
        loop {
            let term = match operator {
                Operator::Or => self.row(Operator::And, depth)?,
                Operator::And => self.term(depth)?,
            };
            terms.extend(term);
            if self.operator() != Some(operator) {
                return Ok(join(operator, terms));
            }
            while self.operator() == Some(operator) {
                self.at += 1;
            }
        }
    }

    fn term(&mut self, depth: usize) -> Result<Option<Term>, Unclear> {
        self.terms += 1;
        if depth > DEPTH_MAX || self.terms > TERMS_MAX {
            return Err(Unclear);
        }
        if self.peek() == Some("(") {
            self.at += 1;
            let term = self.any(depth + 1)?;
            if self.peek() != Some(")") {
                return Err(Unclear);
            }
            self.at += 1;
            return Ok(term);
        }
        let start = self.at;
        let mut open = 0_usize;
        while let Some(token) = self.peek() {
            match token {
                // Brackets inside of a name, such as `GPL (>= 2)`.
                "(" => open += 1,
                ")" if open == 0 => break,
                ")" => open -= 1,
                _ if open == 0 && self.operator().is_some() => break,
                _ => {}
            }
            self.at += 1;
        }
        let words = self.tokens.get(start..self.at).unwrap_or_default();
        match words {
            [] => Err(Unclear),
            words => Ok(name(&words.join(" ").replace("( ", "(").replace(" )", ")"))),
        }
    }
}

/// A single name, or several without operators between them.
fn name(text: &str) -> Option<Term> {
    let text = text.trim_matches([',', ';', ' ']);
    // R refers to a file that the package brings, beside the name or instead of one.
    if text.is_empty() || text.eq_ignore_ascii_case("file LICENSE") {
        return None;
    }
    if let Some(term) = named(text) {
        return Some(term);
    }
    if let Some((licence, exception)) = text.split_once(" with ").or(text.split_once(" WITH "))
        && let Some(term) = with(licence, exception)
    {
        return Some(term);
    }
    for (mark, operator) in [
        ('/', Operator::Or),
        (',', Operator::And),
        (';', Operator::And),
        (' ', Operator::And),
    ] {
        let parts: Vec<&str> = text.split(mark).map(str::trim).collect();
        let parts = parts.iter().filter(|part| !part.is_empty());
        let terms: Option<Vec<Term>> = parts.map(|part| named(part)).collect();
        if let Some(terms) = terms.filter(|terms| terms.len() > 1) {
            return join(operator, terms);
        }
    }
    Some(Term::of(reference(text)))
}

/// A licence with an exception that the list knows.
fn with(licence: &str, exception: &str) -> Option<Term> {
    let licence = named(licence).filter(|term| term.operator.is_none())?;
    let id = spdx::identifiers::EXCEPTIONS
        .iter()
        .find(|known| known.name.eq_ignore_ascii_case(exception.trim()))?;
    Some(Term::of(format!("{} WITH {}", licence.text, id.name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> String {
        spdx_expression(&[text.to_owned()], false).unwrap_or_default()
    }

    #[test]
    fn every_name_of_the_table_is_simple_and_every_expression_parses() {
        let mut seen = std::collections::HashSet::new();
        let rows = include_str!("licence_names.tsv").lines();
        let wrong = rows.filter(|line| !line.starts_with('#')).filter(|line| {
            let (name, expression) = line.split_once('\t').unwrap_or_default();
            let parses = Expression::parse(expression).is_ok();
            simplify(name) != name || !seen.insert(name) || !parses
        });
        assert_eq!(wrong.collect::<Vec<_>>(), [""; 0]);
    }

    #[test]
    fn every_id_of_the_list_is_found_in_any_case() {
        for known in spdx::identifiers::LICENSES {
            for text in [
                known.name,
                &known.name.to_lowercase(),
                &known.name.to_uppercase(),
            ] {
                let first = spdx::identifiers::LICENSES
                    .iter()
                    .find(|known| known.name.eq_ignore_ascii_case(text));
                assert_eq!(listed(text), first.map(|known| known.name), "{text}");
            }
        }
        assert_eq!(
            (listed(""), listed("MI"), listed("MITx")),
            (None, None, None)
        );
    }

    #[test]
    fn names_of_the_field_become_ids() {
        for (text, expected) in [
            ("MIT", "MIT"),
            ("mit", "MIT"),
            ("The MIT License", "MIT"),
            ("MIT/X11", "MIT"),
            ("Expat", "MIT"),
            ("Apache 2.0", "Apache-2.0"),
            ("Apache License, Version 2.0", "Apache-2.0"),
            ("Apache-2", "Apache-2.0"),
            ("ASL 2.0", "Apache-2.0"),
            ("GPLv2+", "GPL-2.0-or-later"),
            ("GPL-2.0", "GPL-2.0-only"),
            ("GPL-2.0+", "GPL-2.0-or-later"),
            ("GPLv2 or later", "GPL-2.0-or-later"),
            ("GPL (>= 2)", "GPL-2.0-or-later"),
            ("GNU General Public License v3 (GPLv3)", "GPL-3.0-only"),
            (
                "GNU Lesser General Public License v2.1 or later (LGPLv2.1+)",
                "LGPL-2.1-or-later",
            ),
            ("BSD-3", "BSD-3-Clause"),
            ("bsd-3-clause", "BSD-3-Clause"),
            ("Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0"),
            ("perl_5", "Artistic-1.0-Perl OR GPL-1.0-or-later"),
        ] {
            assert_eq!(one(text), expected, "{text}");
        }
    }

    #[test]
    fn expressions_keep_their_meaning() {
        for (text, expected) in [
            ("MIT OR Apache-2.0", "MIT OR Apache-2.0"),
            ("(MIT OR Apache-2.0)", "(MIT OR Apache-2.0)"),
            ("MIT/Apache-2.0", "MIT OR Apache-2.0"),
            ("GPL-2 | GPL-3", "GPL-2.0-only OR GPL-3.0-only"),
            ("MIT + file LICENSE", "MIT"),
            (
                "GPLv2+ and (MIT or BSD-2-Clause)",
                "GPL-2.0-or-later AND (MIT OR BSD-2-Clause)",
            ),
            ("MIT BSD-2-Clause", "MIT AND BSD-2-Clause"),
            ("MIT, ISC", "MIT AND ISC"),
            (
                "GPL-2.0-or-later WITH GCC-exception-2.0",
                "GPL-2.0-or-later WITH GCC-exception-2.0",
            ),
            (
                "GPLv2+ with Bison-exception-2.2",
                "GPL-2.0-or-later WITH Bison-exception-2.2",
            ),
        ] {
            assert_eq!(one(text), expected, "{text}");
        }
        let both = ["MIT OR ISC".to_owned(), "GPL-2".to_owned()];
        let all = spdx_expression(&both, false);
        assert_eq!(all.as_deref(), Some("(MIT OR ISC) AND GPL-2.0-only"));
        let any = spdx_expression(&both, true);
        assert_eq!(any.as_deref(), Some("MIT OR ISC OR GPL-2.0-only"));
    }

    #[test]
    fn what_no_list_knows_becomes_a_reference() {
        for (text, expected) in [
            ("BSD", "LicenseRef-BSD"),
            ("custom:Foo Bar!", "LicenseRef-custom-Foo-Bar"),
            (
                "MIT and Redistributable",
                "MIT AND LicenseRef-Redistributable",
            ),
            ("???", "LicenseRef-unknown"),
            ("(((", "LicenseRef-unknown"),
            ("MIT and and", "LicenseRef-MIT-and-and"),
        ] {
            assert_eq!(one(text), expected, "{text}");
        }
        assert_eq!(spdx_expression(&[" ".to_owned()], false), None);
        assert_eq!(spdx_expression(&["file LICENSE".to_owned()], false), None);
    }

    #[test]
    fn any_text_gives_an_expression_that_parses() {
        let deep = format!("{}MIT{}", "(".repeat(1000), ")".repeat(1000));
        let long = "MIT and ".repeat(10_000);
        let odd = [
            "\u{fffd} or (",
            "a with b with c",
            ")(",
            "& | &",
            "é ü",
            "MIT OR",
            "+",
            "or later",
        ];
        for text in odd.into_iter().chain([deep.as_str(), long.as_str()]) {
            let expression = one(text);
            assert!(
                expression.is_empty() || Expression::parse(&expression).is_ok(),
                "{text}: {expression}"
            );
        }
        let many = vec!["MIT OR ISC".to_owned(); 100_000];
        assert_eq!(spdx_expression(&many, false).as_deref(), Some("MIT OR ISC"));
    }

    #[test]
    fn packages_are_completed_and_what_is_known_is_kept() {
        let package = |kind, licences: &[&str]| {
            let mut package = Package::new(kind, "a", "1", "p", "test");
            package.licences = licences.iter().map(|text| (*text).to_owned()).collect();
            package
        };
        let mut packages = [
            package(PackageKind::Composer, &["MIT", "GPL-2.0-only"]),
            package(PackageKind::Deb, &["Expat", "GPL-2+"]),
            package(PackageKind::Npm, &[]),
        ];
        packages[2].licence = Some("ISC".to_owned());
        finish_licences(&mut packages);
        let seen: Vec<_> = packages.iter().map(|p| p.licence.as_deref()).collect();
        assert_eq!(
            seen,
            [
                Some("MIT OR GPL-2.0-only"),
                Some("MIT AND GPL-2.0-or-later"),
                Some("ISC"),
            ]
        );
    }
}
