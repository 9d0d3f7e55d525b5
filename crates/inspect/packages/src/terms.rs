//! Terms of Erlang and Elixir, as `.app` files and lock files hold them.
//!
//! Format: the external syntax of terms in the Erlang reference manual ("Data Types"), and literals
//! of Elixir. Only structure is read: separators of every kind (`,`, `:`, `=>`, `|`, `.`) and the
//! marks of binaries (`<<`, `>>`) count as white space, so that `app: :cowlib` is two atoms.

use std::borrow::Cow;

/// LIMIT: terms inside of terms. Lock files have six levels; each costs a frame of the stack.
const DEPTH_MAX: usize = 32;

/// LIMIT: terms of one outer term. A lock file whose hashes stand in one list has four for each of
/// its packages.
const NODES_MAX: usize = 1_000_000;

/// One term.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Term<'a> {
    /// A string or binary.
    Text(Cow<'a, str>),
    /// An atom or number as written, without quotes.
    Atom(Cow<'a, str>),
    /// `{...}`, `[...]`, or `%{...}` with keys and values in turn.
    Group(Vec<Term<'a>>),
}

impl Term<'_> {
    /// The text of what is no group.
    pub(crate) fn word(&self) -> Option<&str> {
        match self {
            Term::Text(text) | Term::Atom(text) => Some(text),
            Term::Group(_) => None,
        }
    }

    /// The members of a group; of anything else none.
    pub(crate) fn members(&self) -> &[Self] {
        match self {
            Term::Group(members) => members,
            _ => &[],
        }
    }

    /// Of a list of pairs `{key, value}`, the value of a key.
    pub(crate) fn value(&self, key: &str) -> Option<&Self> {
        let pairs = self.members().iter().map(Term::members);
        pairs
            .filter(|pair| pair.len() == 2)
            .find(|pair| pair.first().and_then(Term::word) == Some(key))
            .and_then(|pair| pair.get(1))
    }
}

/// Why a term could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TermError {
    /// The text ended inside of it.
    #[error("the text ends inside of a term")]
    Cut,
    /// A bracket that nothing opened, or of another kind.
    #[error("a bracket closes what it did not open")]
    Bracket,
    /// Nested too deep.
    #[error("terms are nested deeper than {DEPTH_MAX}")]
    Depth,
    /// Too many terms in one.
    #[error("more than {NODES_MAX} terms in one")]
    Nodes,
}

/// Reads terms one after another.
#[derive(Debug)]
pub(crate) struct Terms<'a> {
    text: &'a [u8],
    at: usize,
    comment: u8,
    nodes: usize,
}

impl<'a> Terms<'a> {
    /// Terms of Erlang, whose comments begin with `%`.
    pub(crate) fn erlang(text: &'a [u8]) -> Self {
        Self::new(text, b'%')
    }

    /// Terms of Elixir, whose comments begin with `#`.
    pub(crate) fn elixir(text: &'a [u8]) -> Self {
        Self::new(text, b'#')
    }

    fn new(text: &'a [u8], comment: u8) -> Self {
        Terms {
            text,
            at: 0,
            comment,
            nodes: 0,
        }
    }

    /// Where the next term begins.
    pub(crate) fn offset(&mut self) -> usize {
        self.space();
        self.at
    }

    /// Whether the next term begins with this bracket.
    pub(crate) fn starts_with(&mut self, bracket: u8) -> bool {
        self.space();
        self.peek() == Some(bracket)
    }

    /// Goes into a group without reading it, so that its members come one by one; `false` where no
    /// group begins.
    pub(crate) fn enter(&mut self) -> bool {
        self.space();
        let opens = matches!(self.peek(), Some(b'{' | b'['));
        self.at += usize::from(opens);
        opens
    }

    /// The next term; none at the end of the text or of the group that was entered.
    pub(crate) fn next(&mut self) -> Result<Option<Term<'a>>, TermError> {
        self.nodes = 0;
        self.space();
        match self.peek() {
            None => Ok(None),
            Some(b'}' | b']') => {
                self.at += 1;
                Ok(None)
            }
            Some(_) => self.term(0).map(Some),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn term(&mut self, depth: usize) -> Result<Term<'a>, TermError> {
        self.nodes += 1;
        if self.nodes > NODES_MAX {
            return Err(TermError::Nodes);
        }
        self.space();
        match self.peek() {
            None => Err(TermError::Cut),
            Some(b'{') => self.group(b'}', depth),
            Some(b'[') => self.group(b']', depth),
            Some(b'}' | b']') => Err(TermError::Bracket),
            Some(b'"') => self.quoted(b'"').map(Term::Text),
            Some(b'\'') => self.quoted(b'\'').map(Term::Atom),
            Some(_) => Ok(Term::Atom(self.atom())),
        }
    }

    fn group(&mut self, end: u8, depth: usize) -> Result<Term<'a>, TermError> {
        if depth == DEPTH_MAX {
            return Err(TermError::Depth);
        }
        self.at += 1;
        let mut members = Vec::new();
        loop {
            self.space();
            match self.peek() {
                None => return Err(TermError::Cut),
                Some(byte) if byte == end => {
                    self.at += 1;
                    return Ok(Term::Group(members));
                }
                Some(_) => members.push(self.term(depth + 1)?),
            }
        }
    }

    fn quoted(&mut self, quote: u8) -> Result<Cow<'a, str>, TermError> {
        let start = self.at + 1;
        let rest = self.text.get(start..).unwrap_or_default();
        let mut escaped = false;
        let mut any = false;
        let end = rest.iter().position(|byte| {
            let ends = *byte == quote && !escaped;
            escaped = *byte == b'\\' && !escaped;
            any |= escaped;
            ends
        });
        let Some(end) = end else {
            self.at = self.text.len();
            return Err(TermError::Cut);
        };
        self.at = start + end + 1;
        let text = String::from_utf8_lossy(rest.get(..end).unwrap_or_default());
        Ok(if any {
            Cow::Owned(text.replace("\\\"", "\"").replace("\\\\", "\\"))
        } else {
            text
        })
    }

    fn atom(&mut self) -> Cow<'a, str> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let inner = |byte: &u8| {
            !byte.is_ascii_whitespace() && !b"{}[]()\"',:|=<>".contains(byte) && *byte != b';'
        };
        // At least one byte, so that reading moves on whatever stands here.
        let length = rest.iter().take_while(|byte| inner(byte)).count().max(1);
        self.at += length;
        let atom = rest.get(..length).unwrap_or_default();
        String::from_utf8_lossy(atom.strip_suffix(b".").unwrap_or(atom))
    }

    /// Moves over white space, separators and comments.
    fn space(&mut self) {
        while let Some(byte) = self.peek() {
            let next = self.text.get(self.at + 1);
            let is_map = matches!(byte, b'%' | b'#') && next == Some(&b'{');
            if byte == self.comment && !is_map {
                let rest = self.text.get(self.at..).unwrap_or_default();
                self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            } else if byte.is_ascii_whitespace() || b",:|=<>.;()".contains(&byte) || is_map {
                self.at += 1;
            } else {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_of_both_languages_have_one_shape() {
        let erlang = br#"{<<"cowboy">>, {pkg, 'a b', 2.9}, [x | "y\"z"]}. % end"#;
        let mut terms = Terms::erlang(erlang);
        let term = terms.next().unwrap().unwrap();
        assert_eq!(term.members()[0], Term::Text("cowboy".into()));
        assert_eq!(term.members()[1].members()[1], Term::Atom("a b".into()));
        assert_eq!(term.members()[2].members()[1].word(), Some("y\"z"));
        assert_eq!(terms.next().unwrap(), None);
        let elixir = b"# note\n%{\"a\": {:hex, :a, [hex: :b]}}";
        let term = Terms::elixir(elixir).next().unwrap().unwrap();
        assert_eq!(term.members()[0].word(), Some("a"));
        assert_eq!(term.members()[1].members()[2].members().len(), 2);
    }

    #[test]
    fn values_are_found_by_key() {
        let term = Terms::erlang(b"[{vsn, \"1\"}, odd, {a, b, c}]")
            .next()
            .unwrap()
            .unwrap();
        assert_eq!(term.value("vsn").and_then(Term::word), Some("1"));
        assert_eq!(term.value("a"), None);
    }

    #[test]
    fn endless_terms_end() {
        let deep = "[".repeat(100_000);
        let mut terms = Terms::erlang(deep.as_bytes());
        assert_eq!(terms.next(), Err(TermError::Depth));
        let wide = format!("[{}]", "a,".repeat(NODES_MAX + 1));
        assert_eq!(Terms::erlang(wide.as_bytes()).next(), Err(TermError::Nodes));
        for cut in [&b"{a"[..], b"\"a", b"{a]"] {
            assert!(Terms::erlang(cut).next().is_err());
        }
        let mut odd = Terms::erlang(b"\x00\xff!~@");
        while let Ok(Some(_)) = odd.next() {}
    }
}
