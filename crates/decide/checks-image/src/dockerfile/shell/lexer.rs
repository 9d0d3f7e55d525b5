//! Words and operators of the POSIX shell language (IEEE Std 1003.1, Shell Command Language, 2.2
//! and 2.3), with the additions of bash that build files use.

use std::ops::Range;

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word(RawWord),
    /// `&&`, `||`, `|`, `;`, `;;`, `&`, `(`, `)`, or a line break.
    Operator(&'static str),
    /// `<`, `>`, `>>`, `<<`, `<<<`, `>&`, ...; the word that follows is its target.
    Redirect(&'static str),
}

/// A word with its range in the script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RawWord {
    /// Quotes removed, `$…` as it is written.
    pub(super) text: String,
    pub(super) range: Range<usize>,
    /// Whether any part of it is quoted.
    pub(super) quoted: bool,
    /// Whether its value holds what only the run knows.
    pub(super) expands: bool,
    /// Ranges of scripts in it: `$(…)`, `` `…` `` and `<(…)`.
    pub(super) substitutions: Vec<Range<usize>>,
}

/// Why a script cannot be read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unclosed {
    /// Where what is never closed begins.
    pub(super) at: usize,
    /// What it is.
    pub(super) what: &'static str,
}

/// Operators, the longer ones first.
const OPERATORS: &[&str] = &["&&", "||", ";;", "|&", "|", ";", "&", "(", ")", "\n"];
const REDIRECTS: &[&str] = &[
    "<<<", "&>>", "<<-", "<<", "<&", "<>", ">>", ">&", ">|", "&>", "<", ">",
];

/// Goes through the tokens of a range of a script.
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    end: usize,
    /// Names of here-documents whose text begins behind the next line break, and whether tabs
    /// before the end are passed over.
    heredocs: Vec<(String, bool)>,
    heredoc_due: Option<bool>,
    pub(super) unclosed: Option<Unclosed>,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str, range: Range<usize>) -> Self {
        Lexer {
            text,
            at: range.start,
            end: range.end.min(text.len()),
            heredocs: Vec::new(),
            heredoc_due: None,
            unclosed: None,
        }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    pub(super) fn next(&mut self) -> Option<Token> {
        loop {
            match self.peek()? {
                ' ' | '\t' | '\r' => self.at += 1,
                '\\' if self.rest().starts_with("\\\n") => self.at += 2,
                '\\' if self.rest().starts_with("\\\r\n") => self.at += 3,
                '#' => {
                    let rest = self.rest();
                    self.at += rest.find('\n').unwrap_or(rest.len());
                }
                _ => break,
            }
        }
        let rest = self.rest();
        // `<(…)` and `>(…)` are words of bash.
        let process = rest.starts_with("<(") || rest.starts_with(">(");
        if let Some(redirect) = REDIRECTS.iter().find(|op| rest.starts_with(**op))
            && !process
        {
            self.at += redirect.len();
            self.heredoc_due = matches!(*redirect, "<<" | "<<-").then_some(*redirect == "<<-");
            return Some(Token::Redirect(redirect));
        }
        if let Some(operator) = OPERATORS.iter().find(|op| rest.starts_with(**op)) {
            self.at += operator.len();
            if *operator == "\n" {
                self.pass_heredocs();
            }
            return Some(Token::Operator(operator));
        }
        let word = self.word();
        if let Some(tabs) = self.heredoc_due.take() {
            self.heredocs.push((word.text.clone(), tabs));
        }
        // `2>file`: the number belongs to the redirection.
        let number = !word.text.is_empty() && word.text.bytes().all(|byte| byte.is_ascii_digit());
        if number && !word.quoted && self.rest().starts_with(['<', '>']) {
            return self.next();
        }
        Some(Token::Word(word))
    }

    /// Here-documents within a script are data, not commands.
    fn pass_heredocs(&mut self) {
        for (name, tabs) in std::mem::take(&mut self.heredocs) {
            while self.at < self.end {
                let rest = self.rest();
                let length = rest.find('\n').map_or(rest.len(), |at| at + 1);
                let line = rest.get(..length).unwrap_or(rest);
                self.at += length.max(1);
                let line = line.trim_end_matches(['\n', '\r']);
                let line = if tabs {
                    line.trim_start_matches('\t')
                } else {
                    line
                };
                if line == name {
                    break;
                }
            }
        }
    }

    fn word(&mut self) -> RawWord {
        let mut word = RawWord::default();
        let start = self.at;
        while let Some(c) = self.peek() {
            match c {
                ' ' | '\t' | '\r' | '\n' | ';' | '&' | '|' | ')' => break,
                '<' | '>' | '(' if self.at > start && !self.is_array(&word) => break,
                '\'' => self.single(&mut word),
                '"' => self.double(&mut word),
                '\\' => {
                    self.at += 1;
                    match self.bump() {
                        Some('\n') | None => {}
                        Some(c) => {
                            word.quoted = true;
                            word.text.push(c);
                        }
                    }
                }
                '$' => self.dollar(&mut word),
                '`' => self.backquote(&mut word),
                '(' | '<' | '>' => self.group(&mut word),
                c => {
                    self.at += c.len_utf8();
                    word.text.push(c);
                }
            }
        }
        // INVARIANT: each word takes at least one character, so that reading ends.
        if self.at == start {
            self.bump();
        }
        word.range = start..self.at;
        word
    }

    /// `NAME=(…)` of bash.
    fn is_array(&self, word: &RawWord) -> bool {
        self.peek() == Some('(') && word.text.ends_with('=') && !word.quoted
    }

    fn single(&mut self, word: &mut RawWord) {
        let open = self.at;
        self.at += 1;
        word.quoted = true;
        let rest = self.rest();
        match rest.find('\'') {
            Some(end) => {
                word.text.push_str(rest.get(..end).unwrap_or_default());
                self.at += end + 1;
            }
            None => self.run_out(open, "a single quote"),
        }
    }

    fn double(&mut self, word: &mut RawWord) {
        let open = self.at;
        self.at += 1;
        word.quoted = true;
        while let Some(c) = self.peek() {
            match c {
                '"' => {
                    self.at += 1;
                    return;
                }
                '\\' => {
                    self.at += 1;
                    match self.bump() {
                        Some(c @ ('"' | '\\' | '$' | '`')) => word.text.push(c),
                        Some('\n') | None => {}
                        Some(c) => {
                            word.text.push('\\');
                            word.text.push(c);
                        }
                    }
                }
                '$' => self.dollar(word),
                '`' => self.backquote(word),
                c => {
                    self.at += c.len_utf8();
                    word.text.push(c);
                }
            }
        }
        self.run_out(open, "a double quote");
    }

    fn dollar(&mut self, word: &mut RawWord) {
        let start = self.at;
        self.at += 1;
        match self.peek() {
            Some('\'') => return self.single(word),
            Some('(') => {
                let arithmetic = self.rest().starts_with("((");
                self.at += 1;
                let inner = self.at;
                self.pass_group(start, ')', '(', "`$(`");
                if !arithmetic {
                    let close = self.at.saturating_sub(1).max(inner);
                    word.substitutions.push(inner..close);
                }
            }
            Some('{') => {
                self.at += 1;
                self.pass_group(start, '}', '{', "`${`");
            }
            Some(c) if c.is_ascii_alphanumeric() || "_@*#?$!-".contains(c) => {
                self.at += 1;
                if c.is_ascii_alphabetic() || c == '_' {
                    while let Some(c) = self.peek()
                        && (c.is_ascii_alphanumeric() || c == '_')
                    {
                        self.at += 1;
                    }
                }
            }
            _ => {
                word.text.push('$');
                return;
            }
        }
        word.expands = true;
        word.text
            .push_str(self.text.get(start..self.at).unwrap_or_default());
    }

    fn backquote(&mut self, word: &mut RawWord) {
        let start = self.at;
        self.at += 1;
        loop {
            match self.bump() {
                Some('`') => break,
                Some('\\') => {
                    self.bump();
                }
                Some(_) => {}
                None => return self.run_out(start, "a back quote"),
            }
        }
        word.expands = true;
        word.substitutions.push(start + 1..self.at - 1);
        word.text
            .push_str(self.text.get(start..self.at).unwrap_or_default());
    }

    /// `<(…)` and lists of arrays.
    fn group(&mut self, word: &mut RawWord) {
        let start = self.at;
        let process = self.bump() != Some('(');
        if process && self.peek() == Some('(') {
            self.at += 1;
        }
        let inner = self.at;
        self.pass_group(start, ')', '(', "`(`");
        if process {
            word.substitutions
                .push(inner..self.at.saturating_sub(1).max(inner));
        }
        word.expands = true;
    }

    /// Behind an opening bracket, to behind the one that closes it.
    fn pass_group(&mut self, start: usize, close: char, open: char, what: &'static str) {
        let mut depth = 1_usize;
        while let Some(c) = self.bump() {
            match c {
                '\\' => {
                    self.bump();
                }
                '\'' if close == ')' => {
                    let rest = self.rest();
                    self.at += rest.find('\'').map_or(rest.len(), |end| end + 1);
                }
                '"' => loop {
                    match self.bump() {
                        Some('\\') => {
                            self.bump();
                        }
                        Some('"') | None => break,
                        Some(_) => {}
                    }
                },
                c if c == open => depth += 1,
                c if c == close => {
                    depth -= 1;
                    if depth == 0 {
                        return;
                    }
                }
                _ => {}
            }
        }
        self.run_out(start, what);
    }

    fn run_out(&mut self, at: usize, what: &'static str) {
        self.at = self.end;
        self.unclosed.get_or_insert(Unclosed { at, what });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut lexer = Lexer::new(text, 0..text.len());
        let mut found = Vec::new();
        while let Some(token) = lexer.next() {
            found.push(match token {
                Token::Word(word) => word.text,
                Token::Operator(operator) => format!("op {operator}"),
                Token::Redirect(operator) => format!("to {operator}"),
            });
        }
        found
    }

    #[test]
    fn quotes_are_removed_and_operators_told_apart() {
        assert_eq!(
            words(r#"a 'b c' "d $E" f\ g&&h||i;j"#),
            [
                "a", "b c", "d $E", "f g", "op &&", "h", "op ||", "i", "op ;", "j"
            ]
        );
        assert_eq!(words("a # b && c\nd"), ["a", "op \n", "d"]);
        assert_eq!(words("a#b"), ["a#b"]);
        assert_eq!(words("a 2>&1 >b"), ["a", "to >&", "1", "to >", "b"]);
    }

    #[test]
    fn substitutions_are_one_word_and_keep_their_script() {
        let text = "A=$(curl \"a)b\" | x) B=`y` ${C:-'} z}";
        let mut lexer = Lexer::new(text, 0..text.len());
        let Some(Token::Word(word)) = lexer.next() else {
            panic!("no word");
        };
        assert_eq!(word.substitutions.first(), Some(&(4..18)));
        assert!(word.expands);
        assert_eq!(words("<(a b) x"), ["", "x"]);
        assert_eq!(words("A=(a b) x"), ["A=", "x"]);
    }

    #[test]
    fn heredocs_within_a_script_are_passed_over() {
        assert_eq!(
            words("cat <<E >f\nrm -rf $x\nE\nb"),
            ["cat", "to <<", "E", "to >", "f", "op \n", "b"]
        );
    }

    #[test]
    fn what_is_never_closed_is_told_and_ends() {
        for text in ["a 'b", "a \"b", "a $(b", "a ${b", "a `b", "a <(b", "A=(b"] {
            let mut lexer = Lexer::new(text, 0..text.len());
            while lexer.next().is_some() {}
            assert!(lexer.unclosed.is_some(), "{text}");
        }
    }
}
