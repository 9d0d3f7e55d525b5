//! Characters of a file of Bicep: blanks, comments, words and texts.

use seaworthy_facts::cloud::Spot;

use crate::lines::Lines;

/// What is wrong, and where.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) reason: String,
}

pub(super) type Parsed<T> = Result<T, Fault>;

/// A text and how far it is read.
pub(super) struct Scanner<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    lines: &'a Lines,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str, lines: &'a Lines) -> Self {
        Scanner { text, at: 0, lines }
    }

    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn is_done(&self) -> bool {
        self.at >= self.text.len()
    }

    pub(super) fn spot(&self) -> Spot {
        self.lines.spot(self.at)
    }

    pub(super) fn fault<T>(&self, reason: impl Into<String>) -> Parsed<T> {
        Err(Fault {
            at: self.at,
            reason: reason.into(),
        })
    }

    /// Passes over blanks and comments, and over line breaks where they do not matter.
    pub(super) fn skip(&mut self, line_breaks: bool) {
        loop {
            let rest = self.rest();
            if rest.starts_with("//") {
                self.at += rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            if rest.starts_with("/*") {
                self.at += rest.find("*/").map_or(rest.len(), |end| end + 2);
                continue;
            }
            match rest.chars().next() {
                Some('\n') if !line_breaks => return,
                Some(c) if c.is_whitespace() => self.at += c.len_utf8(),
                _ => return,
            }
        }
    }

    /// Takes a sign, where it is next.
    pub(super) fn take(&mut self, sign: &str) -> bool {
        let found = self.rest().starts_with(sign);
        if found {
            self.at += sign.len();
        }
        found
    }

    pub(super) fn expect(&mut self, sign: &str) -> Parsed<()> {
        if self.take(sign) {
            return Ok(());
        }
        self.fault(format!("`{sign}` is missing"))
    }

    /// The word that is next, without taking it.
    pub(super) fn word(&self) -> &'a str {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or_default();
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            ""
        } else {
            word
        }
    }

    pub(super) fn take_word(&mut self) -> Parsed<&'a str> {
        let word = self.word();
        if word.is_empty() {
            return self.fault("a name is missing");
        }
        self.at += word.len();
        Ok(word)
    }

    /// Takes that word, where it is next.
    pub(super) fn take_keyword(&mut self, keyword: &str) -> bool {
        let found = self.word() == keyword;
        if found {
            self.at += keyword.len();
        }
        found
    }

    /// Goes to the next line.
    pub(super) fn skip_line(&mut self) {
        let rest = self.rest();
        self.at += rest.find('\n').map_or(rest.len(), |end| end + 1);
    }
}
