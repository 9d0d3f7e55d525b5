//! `.dockerignore` and `.containerignore`: which files of its context a build does not see.
//!
//! Patterns are those of Go's `filepath.Match` with `**` for any folders; the last pattern that
//! fits
//! a path or a folder above it decides (Dockerfile reference, ".dockerignore file").

use seaworthy_facts::manifest::{Place, Source};

use crate::text;

/// LIMIT: patterns of one file. Every path is compared with each of them.
pub const PATTERNS_MAX: usize = 10_000;
/// LIMIT: bytes of one pattern; paths that systems take are shorter.
const PATTERN_BYTES_MAX: usize = 4096;

/// The patterns of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ignores {
    /// Patterns in order.
    pub patterns: Vec<IgnorePattern>,
    /// What could not be read, with its line.
    pub problems: Vec<(u32, String)>,
}

/// One pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnorePattern {
    /// Folders and the name of the pattern, cleaned.
    parts: Vec<String>,
    /// Whether it takes back what others ignore (`!`).
    pub negated: bool,
    /// Where it is written.
    pub place: Place,
}

impl Ignores {
    /// Reads such a file.
    #[must_use]
    pub fn read(path: &str, bytes: &[u8]) -> Self {
        let mut ignores = Ignores::default();
        let decoded = match text::decode(bytes) {
            Ok(decoded) => decoded,
            Err(error) => {
                ignores.problems.push((1, error.to_string()));
                return ignores;
            }
        };
        let source = Source::new(path, decoded.text);
        for line in 1..=source.lines() {
            if ignores.patterns.len() >= PATTERNS_MAX {
                let reason = format!("the file has more than {PATTERNS_MAX} patterns");
                ignores.problems.push((line, reason));
                break;
            }
            let (start, _) = source.line_range(line);
            let text = source.line(line);
            // A comment begins in the first column only.
            if text.starts_with('#') {
                continue;
            }
            let trimmed = text.trim_start_matches('\u{feff}').trim();
            let negated = trimmed.starts_with('!');
            let pattern = trimmed.trim_start_matches('!').trim();
            if pattern.len() > PATTERN_BYTES_MAX {
                let reason = format!("a pattern has more than {PATTERN_BYTES_MAX} bytes");
                ignores.problems.push((line, reason));
                continue;
            }
            let parts = clean(pattern);
            if parts.is_empty() {
                continue;
            }
            let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
            ignores.patterns.push(IgnorePattern {
                parts,
                negated,
                place: source.place(start, start.saturating_add(length)),
            });
        }
        ignores
    }

    /// Whether a build does not see the file of that path in its context.
    #[must_use]
    pub fn is_ignored(&self, path: &str) -> bool {
        let parts = clean(path);
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let mut ignored = false;
        for pattern in &self.patterns {
            // Only a pattern that changes the answer needs to be compared.
            if pattern.negated == ignored && pattern.fits(&parts) {
                ignored = !pattern.negated;
            }
        }
        ignored
    }
}

impl IgnorePattern {
    /// Whether it fits the path, or a folder above it.
    fn fits(&self, path: &[&str]) -> bool {
        // reached[i]: the first parts of the pattern fit the first i parts of the path.
        let mut reached = vec![false; path.len() + 1];
        if let Some(first) = reached.first_mut() {
            *first = true;
        }
        for part in &self.parts {
            let mut next = vec![false; path.len() + 1];
            if part == "**" {
                let mut any = false;
                for (slot, before) in next.iter_mut().zip(&reached) {
                    any |= *before;
                    *slot = any;
                }
            } else {
                let pairs = reached.iter().zip(path);
                for ((before, name), slot) in pairs.zip(next.iter_mut().skip(1)) {
                    *slot = *before && matches(part, name);
                }
            }
            reached = next;
        }
        // `a/**` fits what is in the folder and not the folder itself, which changes nothing here.
        reached.iter().skip(1).any(|fits| *fits)
    }
}

/// Folders and name, without empty parts and `.`; `..` takes a folder back.
fn clean(path: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part.to_owned()),
        }
    }
    parts
}

/// `filepath.Match` on one name. A star goes back at most to where the last one stood, so that the
/// work is at most the product of both lengths.
fn matches(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    loop {
        let rest = pattern.get(p..).unwrap_or_default();
        if let Some('*') = rest.first() {
            p += 1;
            star = Some((p, n));
            continue;
        }
        let step = match (rest, name.get(n)) {
            ([], None) => return true,
            (_, None) => return false,
            (rest, Some(c)) => one(rest, *c),
        };
        match (step, &mut star) {
            (Some(width), _) => {
                p += width;
                n += 1;
            }
            (None, Some((after, from))) => {
                *from += 1;
                p = *after;
                n = *from;
            }
            (None, None) => return false,
        }
    }
}

/// How much of the pattern fits one character.
fn one(pattern: &[char], c: char) -> Option<usize> {
    match pattern {
        ['?', ..] => Some(1),
        ['\\', escaped, ..] => (*escaped == c).then_some(2),
        ['[', ..] => class(pattern, c),
        [first, ..] => (*first == c).then_some(1),
        [] => None,
    }
}

/// `[abc]`, `[a-z]`, `[^a]`
fn class(pattern: &[char], c: char) -> Option<usize> {
    let mut at = 1;
    let negated = pattern.get(at) == Some(&'^');
    if negated {
        at += 1;
    }
    let mut fits = false;
    let mut any = false;
    loop {
        let mut take = || {
            if pattern.get(at) == Some(&'\\') {
                at += 1;
            }
            let taken = pattern.get(at).copied();
            at += 1;
            taken
        };
        let low = take()?;
        if low == ']' && any {
            break;
        }
        any = true;
        let high = if pattern.get(at) == Some(&'-') && pattern.get(at + 1) != Some(&']') {
            at += 1;
            let high = pattern.get(at).copied()?;
            at += 1;
            high
        } else {
            low
        };
        fits |= (low..=high).contains(&c);
    }
    (fits != negated).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ignored(file: &str, path: &str) -> bool {
        let ignores = Ignores::read(".dockerignore", file.as_bytes());
        assert!(ignores.problems.is_empty(), "{:?}", ignores.problems);
        ignores.is_ignored(path)
    }

    #[test]
    fn the_last_pattern_that_fits_decides() {
        for (file, path, expected) in [
            ("*.md\n!README.md\n", "a.md", true),
            ("*.md\n!README.md\n", "README.md", false),
            ("*.md\n", "docs/a.md", false),
            ("**/*.md\n", "docs/x/a.md", true),
            ("**/*.md\n", "a.md", true),
            ("docs\n", "docs/x/a.md", true),
            ("/docs/\n", "docs/a", true),
            ("docs/*/b\n", "docs/a/b/c", true),
            ("*\n!src\n", "src/main.rs", false),
            ("*\n!src\n", "secret", true),
            ("!src\n*\n", "src/main.rs", true),
            ("# .env\n.env\n", ".env", true),
            ("  .env  \n", ".env", true),
            ("a?c\n[a-c]x\n[^a]y\n", "abc", true),
            ("[a-c]x\n", "bx", true),
            ("[^a]y\n", "ay", false),
            ("a\\*b\n", "a*b", true),
            ("a\\*b\n", "axb", false),
            ("a/../b\n", "b", true),
            ("node_modules\n", "x/node_modules/y", false),
            ("a/**/z\n", "a/z", true),
            ("", "a", false),
        ] {
            assert_eq!(ignored(file, path), expected, "{file:?} {path}");
        }
    }

    #[test]
    fn patterns_are_bounded_in_number_length_and_work() {
        let many = Ignores::read("i", "a\n".repeat(PATTERNS_MAX + 1).as_bytes());
        assert_eq!(many.patterns.len(), PATTERNS_MAX);
        assert_eq!(many.problems.len(), 1);
        let long = Ignores::read("i", "a".repeat(PATTERN_BYTES_MAX + 1).as_bytes());
        assert_eq!((long.patterns.len(), long.problems.len()), (0, 1));
        let stars = "*a".repeat(2000);
        assert!(!ignored(&stars, &"a".repeat(4000).replace("aa", "ab")));
        assert!(!ignored("[a", "[a"));
    }
}
