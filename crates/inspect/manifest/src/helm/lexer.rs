//! Cuts the text of a template into tokens, after the rules of Go's `text/template`.

use super::fault::{Fault, FaultKind, Outcome};

/// A token with the line on which it begins.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token<'a> {
    pub(super) kind: TokenKind<'a>,
    pub(super) line: u32,
    /// Whether space stands before it, inside an action.
    pub(super) spaced: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind<'a> {
    /// Text between actions, trimmed as its neighbours ask.
    Text(&'a str),
    Open,
    Close,
    /// `.name`, without the dot.
    Field(&'a str),
    Dot,
    /// `$name`, without the sign.
    Variable(&'a str),
    Word(&'a str),
    Str(String),
    Int(i64),
    Float(f64),
    Assign,
    Declare,
    Pipe,
    Comma,
    LeftParen,
    RightParen,
}

/// The tokens of a whole template.
///
/// # Errors
/// A fault of syntax with its line.
pub(super) fn tokens(text: &str) -> Outcome<Vec<Token<'_>>> {
    let mut lexer = Lexer {
        text,
        at: 0,
        line: 1,
        tokens: Vec::new(),
    };
    lexer.run().map_err(|mut fault| {
        fault.line = lexer.line;
        fault
    })?;
    Ok(lexer.tokens)
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    tokens: Vec<Token<'a>>,
}

const SPACE: &[char] = &[' ', '\t', '\r', '\n'];

fn syntax<T>(text: impl Into<String>) -> Outcome<T> {
    Err(Fault::of(FaultKind::Syntax(text.into())))
}

impl<'a> Lexer<'a> {
    fn run(&mut self) -> Outcome<()> {
        let mut trim_left = false;
        loop {
            let rest = self.rest();
            let (mut text, opens) = match rest.find("{{") {
                Some(end) => (rest.get(..end).unwrap_or_default(), true),
                None => (rest, false),
            };
            let whole = text;
            if trim_left {
                let kept = text.trim_start_matches(SPACE);
                self.advance(text.len() - kept.len());
                text = kept;
            }
            let inside = rest.get(whole.len() + 2..).unwrap_or_default();
            let trims = opens && trims_before(inside);
            if trims {
                text = text.trim_end_matches(SPACE);
            }
            if !text.is_empty() {
                self.push(TokenKind::Text(text), false);
            }
            self.at = self.text.len() - rest.len() + whole.len();
            self.recount(whole, trim_left);
            if !opens {
                return Ok(());
            }
            self.at += if trims { 3 } else { 2 };
            trim_left = self.action()?;
        }
    }

    /// Counts the lines of a text that was passed; its trimmed start is counted already.
    fn recount(&mut self, whole: &str, trimmed: bool) {
        let counted = if trimmed {
            whole.len() - whole.trim_start_matches(SPACE).len()
        } else {
            0
        };
        let rest = whole.get(counted..).unwrap_or_default();
        self.line += newlines(rest);
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn advance(&mut self, bytes: usize) {
        let passed = self.rest().get(..bytes).unwrap_or_default();
        self.line += newlines(passed);
        self.at += bytes;
    }

    fn push(&mut self, kind: TokenKind<'a>, spaced: bool) {
        self.tokens.push(Token {
            kind,
            line: self.line,
            spaced,
        });
    }

    /// Reads to the end of an action. Returns whether it trims what follows.
    fn action(&mut self) -> Outcome<bool> {
        if let Some(trims) = self.comment()? {
            return Ok(trims);
        }
        self.push(TokenKind::Open, false);
        loop {
            let rest = self.rest();
            let space = rest.len() - rest.trim_start_matches(SPACE).len();
            let ends_trimming =
                space > 0 && rest.get(space..).is_some_and(|r| r.starts_with("-}}"));
            self.advance(space);
            if ends_trimming {
                self.push(TokenKind::Close, true);
                self.advance(3);
                return Ok(true);
            }
            let rest = self.rest();
            if rest.starts_with("}}") {
                self.push(TokenKind::Close, space > 0);
                self.advance(2);
                return Ok(false);
            }
            self.token(space > 0)?;
        }
    }

    /// A comment and its closing, if one stands here.
    fn comment(&mut self) -> Outcome<Option<bool>> {
        let rest = self.rest();
        let inner = rest.trim_start_matches(SPACE);
        // A comment touches its delimiter, but for the space of a trimming one.
        let trimmed_open = self.text.get(..self.at).is_some_and(|t| t.ends_with("{{-"));
        let space = rest.len() - inner.len();
        if !inner.starts_with("/*") || (space > 0 && !trimmed_open) {
            return Ok(None);
        }
        let Some(end) = inner.find("*/") else {
            return syntax("unclosed comment");
        };
        self.advance(space + end + 2);
        let rest = self.rest();
        if rest.starts_with("}}") {
            self.advance(2);
            return Ok(Some(false));
        }
        let after = rest.trim_start_matches(SPACE);
        if after.len() < rest.len() && after.starts_with("-}}") {
            self.advance(rest.len() - after.len() + 3);
            return Ok(Some(true));
        }
        syntax("comment ends before closing delimiter")
    }

    fn token(&mut self, spaced: bool) -> Outcome<()> {
        let rest = self.rest();
        let mut chars = rest.chars();
        let Some(first) = chars.next() else {
            return syntax("unclosed action");
        };
        let second = chars.next();
        let (kind, length) = match first {
            ':' if second == Some('=') => (TokenKind::Declare, 2),
            '=' => (TokenKind::Assign, 1),
            '|' => (TokenKind::Pipe, 1),
            ',' => (TokenKind::Comma, 1),
            '(' => (TokenKind::LeftParen, 1),
            ')' => (TokenKind::RightParen, 1),
            '"' => quoted(rest)?,
            '`' => raw(rest)?,
            '\'' => character(rest)?,
            '$' => {
                let name = word(rest.get(1..).unwrap_or_default());
                (TokenKind::Variable(name), 1 + name.len())
            }
            '.' if !second.is_some_and(|c| c.is_ascii_digit()) => {
                let name = word(rest.get(1..).unwrap_or_default());
                if name.is_empty() {
                    (TokenKind::Dot, 1)
                } else {
                    (TokenKind::Field(name), 1 + name.len())
                }
            }
            '+' | '-' | '.' | '0'..='9' => number(rest)?,
            _ if is_word(first) => {
                let name = word(rest);
                (TokenKind::Word(name), name.len())
            }
            _ => return syntax(format!("unexpected character {first:?} in an action")),
        };
        self.push(kind, spaced);
        self.advance(length);
        Ok(())
    }
}

/// Whether an action that begins with this text trims what stands before it.
fn trims_before(inside: &str) -> bool {
    let mut chars = inside.chars();
    chars.next() == Some('-') && chars.next().is_some_and(|c| SPACE.contains(&c))
}

fn newlines(text: &str) -> u32 {
    u32::try_from(memchr::memchr_iter(b'\n', text.as_bytes()).count()).unwrap_or(u32::MAX)
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !is_word(c)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// A text in quotation marks.
fn quoted<'a>(rest: &'a str) -> Outcome<(TokenKind<'a>, usize)> {
    let body = rest.get(1..).unwrap_or_default();
    let mut out = String::new();
    let mut at = 0;
    loop {
        let tail = body.get(at..).unwrap_or_default();
        let Some(c) = tail.chars().next() else {
            return syntax("unterminated quoted string");
        };
        match c {
            '"' => return Ok((TokenKind::Str(out), at + 2)),
            '\n' => return syntax("unterminated quoted string"),
            '\\' => {
                let (c, length) = escape(tail)?;
                out.push(c);
                at += length;
            }
            _ => {
                out.push(c);
                at += c.len_utf8();
            }
        }
    }
}

/// One escape of Go, and how many bytes it takes.
fn escape(text: &str) -> Outcome<(char, usize)> {
    let hex = |from: usize, count: usize| {
        let digits = text.get(from..from + count).unwrap_or_default();
        let code = u32::from_str_radix(digits, 16)
            .ok()
            .and_then(char::from_u32);
        code.map(|c| (c, from + count))
    };
    let simple = |c: char| Some((c, 2));
    let found = match text.chars().nth(1) {
        Some('n') => simple('\n'),
        Some('t') => simple('\t'),
        Some('r') => simple('\r'),
        Some('a') => simple('\u{7}'),
        Some('b') => simple('\u{8}'),
        Some('f') => simple('\u{c}'),
        Some('v') => simple('\u{b}'),
        Some(c @ ('\\' | '"' | '\'')) => simple(c),
        Some('x') => hex(2, 2),
        Some('u') => hex(2, 4),
        Some('U') => hex(2, 8),
        Some('0'..='7') => text
            .get(1..4)
            .and_then(|digits| u32::from_str_radix(digits, 8).ok())
            .and_then(char::from_u32)
            .map(|c| (c, 4)),
        _ => None,
    };
    found.map_or_else(|| syntax("unknown escape in a string"), Ok)
}

fn raw<'a>(rest: &'a str) -> Outcome<(TokenKind<'a>, usize)> {
    let body = rest.get(1..).unwrap_or_default();
    let Some(end) = body.find('`') else {
        return syntax("unterminated raw quoted string");
    };
    // Go drops carriage returns from raw strings.
    let text = body.get(..end).unwrap_or_default().replace('\r', "");
    Ok((TokenKind::Str(text), end + 2))
}

fn character<'a>(rest: &'a str) -> Outcome<(TokenKind<'a>, usize)> {
    let body = rest.get(1..).unwrap_or_default();
    let (c, length) = match body.chars().next() {
        Some('\\') => escape(body)?,
        Some(c) if c != '\'' && c != '\n' => (c, c.len_utf8()),
        _ => return syntax("malformed character constant"),
    };
    if !body
        .get(length..)
        .is_some_and(|tail| tail.starts_with('\''))
    {
        return syntax("malformed character constant");
    }
    Ok((TokenKind::Int(i64::from(u32::from(c))), length + 2))
}

fn number<'a>(rest: &'a str) -> Outcome<(TokenKind<'a>, usize)> {
    let mut end = 0;
    let mut before = ' ';
    for c in rest.chars() {
        let sign = matches!(c, '+' | '-') && (end == 0 || matches!(before, 'e' | 'E' | 'p' | 'P'));
        if !sign && !c.is_ascii_alphanumeric() && !matches!(c, '.' | '_') {
            break;
        }
        // `0xe-1` does not exist, and a sign after a hexadecimal `e` ends the number.
        end += c.len_utf8();
        before = c;
    }
    let text = rest.get(..end).unwrap_or_default();
    if let Some(number) = super::number::go_int(text) {
        return Ok((TokenKind::Int(number), end));
    }
    let plain = text.replace('_', "");
    let float_like = plain.contains(['.', 'e', 'E']) && !plain.contains(['x', 'X', 'i', 'n']);
    match plain.parse::<f64>() {
        Ok(number) if float_like => Ok((TokenKind::Float(number), end)),
        _ => syntax(format!("bad number syntax: {text:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<TokenKind<'_>> {
        let tokens = tokens(text).unwrap();
        tokens.into_iter().map(|token| token.kind).collect()
    }

    #[test]
    fn trim_marks_take_the_space_around_an_action() {
        let kinds = kinds("a \n {{- 1 -}} \n b {{ 2 }} c");
        use TokenKind::{Close, Int, Open, Text};
        let wanted = [
            Text("a"),
            Open,
            Int(1),
            Close,
            Text("b "),
            Open,
            Int(2),
            Close,
            Text(" c"),
        ];
        assert_eq!(kinds, wanted);
    }

    #[test]
    fn lines_count_through_trimmed_text_and_comments() {
        let tokens = tokens("a\n{{- /* x\n y */ -}}\n\nb\n{{ 1 }}").unwrap();
        let lines: Vec<u32> = tokens.iter().map(|token| token.line).collect();
        assert_eq!(lines, [1, 5, 6, 6, 6]);
    }

    #[test]
    fn a_minus_before_a_number_is_its_sign() {
        use TokenKind::{Close, Int, Open};
        assert_eq!(kinds("{{-3}}"), [Open, Int(-3), Close]);
    }

    #[test]
    fn strings_are_unquoted_as_go_does() {
        use TokenKind::{Close, Open, Str};
        let text = r#"{{ "a\n\u00e9\x41" `\d` }}"#;
        let wanted = [Open, Str("a\né\u{41}".into()), Str("\\d".into()), Close];
        assert_eq!(kinds(text), wanted);
    }
}
