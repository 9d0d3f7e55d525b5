//! Go's syntax of regular expressions in that of the engine used here: they differ in what `\d` and
//! its kin mean, in what a bracket inside a class is, and the engine is built without the tables
//! for `(?i)`, which is written out for the letters of ASCII.

use std::iter::Peekable;
use std::str::Chars;

/// The same expression for the engine.
pub(super) fn translate(pattern: &str) -> String {
    let mut translator = Translator {
        chars: pattern.chars().peekable(),
        out: String::with_capacity(pattern.len() + 16),
        folds: false,
        outer: Vec::new(),
    };
    translator.run();
    translator.out
}

struct Translator<'a> {
    chars: Peekable<Chars<'a>>,
    out: String,
    /// Whether `i` holds.
    folds: bool,
    /// Whether it held outside each open group.
    outer: Vec<bool>,
}

impl Translator<'_> {
    fn run(&mut self) {
        while let Some(c) = self.chars.next() {
            match c {
                '\\' => match self.chars.next() {
                    Some('Q') => self.literal(),
                    Some(escaped) => self.escape(escaped, false),
                    None => self.out.push('\\'),
                },
                '[' => self.class(),
                '(' => self.group(),
                ')' => {
                    self.folds = self.outer.pop().unwrap_or(false);
                    self.out.push(')');
                }
                c => self.letter(c, false),
            }
        }
    }

    /// A character that stands for itself, or for both cases of it.
    fn letter(&mut self, c: char, in_class: bool) {
        if !self.folds || !c.is_ascii_alphabetic() {
            self.out.push(c);
            return;
        }
        let (lower, upper) = (c.to_ascii_lowercase(), c.to_ascii_uppercase());
        self.out.push_str(&if in_class {
            format!("{lower}{upper}")
        } else {
            format!("[{lower}{upper}]")
        });
    }

    /// The start of a group, whose flags may hold to its end or from here on.
    fn group(&mut self) {
        self.out.push('(');
        let mut ahead = self.chars.clone();
        let before = self.folds;
        if ahead.next() != Some('?') || matches!(ahead.peek(), Some('P' | '<')) {
            self.outer.push(before);
            return;
        }
        let mut flags = String::new();
        let mut on = true;
        for c in ahead.by_ref() {
            match c {
                'i' => self.folds = on,
                '-' => {
                    on = false;
                    flags.push(c);
                }
                ':' | ')' => {
                    let flags = flags.trim_end_matches('-');
                    if c == ':' {
                        self.outer.push(before);
                        self.out.push_str(&format!("?{flags}:"));
                    } else {
                        // An empty group stands for flags that are gone.
                        let kept = if flags.is_empty() { "?:" } else { "?" };
                        self.out.push_str(&format!("{kept}{flags})"));
                    }
                    self.chars = ahead;
                    return;
                }
                c => flags.push(c),
            }
        }
        self.chars = ahead;
        self.out.push_str(&format!("?{flags}"));
    }

    /// Text up to `\E`.
    fn literal(&mut self) {
        while let Some(c) = self.chars.next() {
            if c == '\\' && self.chars.peek() == Some(&'E') {
                self.chars.next();
                return;
            }
            if r"\.+*?()|[]{}^$#&-~ ".contains(c) {
                self.out.push('\\');
            }
            self.letter(c, false);
        }
    }

    fn class(&mut self) {
        self.out.push('[');
        if self.chars.peek() == Some(&'^') {
            self.chars.next();
            self.out.push('^');
        }
        let mut starts = true;
        while let Some(c) = self.chars.next() {
            match c {
                ']' if !starts => {
                    self.out.push(']');
                    return;
                }
                ']' => self.out.push_str("\\]"),
                '\\' => match self.chars.next() {
                    Some(escaped) => self.escape(escaped, true),
                    None => self.out.push('\\'),
                },
                '[' if self.chars.peek() == Some(&':') => self.named_class(),
                '[' => self.out.push_str("\\["),
                // These mean operations on classes when doubled.
                '&' | '~' => {
                    self.out.push('\\');
                    self.out.push(c);
                }
                '-' if self.chars.peek() == Some(&'-') => self.out.push_str("\\-"),
                c => self.range(c),
            }
            starts = false;
        }
    }

    /// A character of a class, or a range that begins with it.
    fn range(&mut self, first: char) {
        let mut ahead = self.chars.clone();
        let last = match (ahead.next(), ahead.next()) {
            (Some('-'), Some(last)) if last != ']' && last != '\\' => last,
            _ => return self.letter(first, true),
        };
        self.chars = ahead;
        self.out.push_str(&format!("{first}-{last}"));
        let same_case = (first.is_ascii_lowercase() && last.is_ascii_lowercase())
            || (first.is_ascii_uppercase() && last.is_ascii_uppercase());
        if self.folds && same_case {
            let other = |c: char| {
                if c.is_ascii_lowercase() {
                    c.to_ascii_uppercase()
                } else {
                    c.to_ascii_lowercase()
                }
            };
            self.out
                .push_str(&format!("{}-{}", other(first), other(last)));
        }
    }

    /// A class as `[:alpha:]`, copied up to its end.
    fn named_class(&mut self) {
        self.out.push('[');
        let mut before = ' ';
        for c in self.chars.by_ref() {
            self.out.push(c);
            if c == ']' && before == ':' {
                break;
            }
            before = c;
        }
    }

    fn escape(&mut self, escaped: char, in_class: bool) {
        let plain = match (escaped, in_class) {
            ('d', true) => "0-9",
            ('d', false) => "[0-9]",
            ('w', true) => "0-9A-Za-z_",
            ('w', false) => "[0-9A-Za-z_]",
            ('s', true) => r"\t\n\x0C\r\x20",
            ('s', false) => r"[\t\n\x0C\r\x20]",
            ('D', _) => "[^0-9]",
            ('W', _) => "[^0-9A-Za-z_]",
            ('S', _) => r"[^\t\n\x0C\r\x20]",
            ('b', false) => r"(?-u:\b)",
            ('B', false) => r"(?-u:\B)",
            _ => {
                self.out.push('\\');
                self.out.push(escaped);
                return;
            }
        };
        self.out.push_str(plain);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_classes_are_of_ascii_as_in_go() {
        assert_eq!(translate(r"^\d+[\w.-]$"), r"^[0-9]+[0-9A-Za-z_.-]$");
        assert_eq!(translate(r"[[:alpha:]]"), r"[[:alpha:]]");
        assert_eq!(translate(r"[[a]"), r"[\[a]");
        assert_eq!(translate(r"[]a]"), r"[\]a]");
        assert_eq!(translate(r"\Qa.b\E+"), r"a\.b+");
        assert_eq!(translate(r"(?P<n>a)(?:b)"), r"(?P<n>a)(?:b)");
    }

    #[test]
    fn case_that_does_not_count_is_written_out() {
        assert_eq!(translate("(?i)a[b-d_]"), "(?:)[aA][b-dB-D_]");
        assert_eq!(translate("(?i:a)b"), "(?:[aA])b");
        assert_eq!(translate("(?is)a.(?-i)b"), "(?s)[aA].(?:)b");
        assert_eq!(translate("((?i)a)b"), "((?:)[aA])b");
    }
}
