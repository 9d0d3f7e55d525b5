//! What the shell of a `RUN` is told to do: its simple commands, with words and places.
//!
//! A word splitter, not a shell: it knows quotes, substitutions, lists, pipes, compound commands
//! and here-documents, and never what a variable holds.

mod layout;
mod lexer;
mod parser;
mod step;

use seaworthy_facts::manifest::Place;

pub(super) use self::step::{Step, steps};

/// A word of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Quotes removed; `$NAME` and `$(…)` as they are written.
    pub(super) text: String,
    /// Where it is written, quotes with it.
    pub(super) place: Place,
    /// Whether any part of it is quoted.
    pub(super) is_quoted: bool,
    /// Whether its value holds what only the run knows.
    pub(super) expands: bool,
}

/// What stands behind a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    And,
    Or,
    Pipe,
    Sequence,
    Background,
    Close,
    End,
}

/// A simple command.
#[derive(Clone, Debug)]
pub(super) struct Command {
    /// `NAME=value` before it; all there is where a variable is set.
    pub(super) assignments: Vec<Word>,
    /// `sudo`, `env`, ... with their options.
    pub(super) wrappers: Vec<Word>,
    /// The program and its arguments; none where variables are set only.
    pub(super) words: Vec<Word>,
    /// Operators of redirections with their targets.
    pub(super) redirects: Vec<(&'static str, Word)>,
    /// Commands with the same number are joined by pipes.
    pub(super) pipeline: usize,
    /// The number of the script in its step.
    pub(super) script: usize,
    pub(super) next: Next,
    /// Whether it is asked for its exit code by `if` or a loop.
    pub(super) is_condition: bool,
    /// Whether `!` stands before it.
    pub(super) is_negated: bool,
    /// Whether it stands within another command, as in `$(…)` and `sh -c '…'`.
    pub(super) is_nested: bool,
    /// How many compound commands are open around it.
    pub(super) depth: usize,
}

/// Something in a script that a shell cannot read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ShellFault {
    pub(super) place: Place,
    /// What is opened and never closed.
    pub(super) what: &'static str,
}

impl Command {
    /// The name of the program without folders; empty where there is none.
    pub(super) fn program(&self) -> &str {
        self.words.first().map_or("", |word| base_name(&word.text))
    }

    /// Whether the program is one of these.
    pub(super) fn is(&self, programs: &[&str]) -> bool {
        programs.contains(&self.program())
    }

    /// What stands behind the program.
    pub(super) fn arguments(&self) -> &[Word] {
        self.words.get(1..).unwrap_or_default()
    }

    /// Arguments that are no options.
    pub(super) fn operands(&self) -> impl Iterator<Item = &Word> {
        let arguments = self.arguments().iter();
        arguments.filter(|word| !word.text.starts_with('-') || word.text == "-")
    }

    /// The first operand: the subcommand of many programs.
    pub(super) fn action(&self) -> Option<&Word> {
        self.operands().next()
    }

    /// The argument that is the option, alone or with `=value`.
    pub(super) fn option(&self, names: &[&str]) -> Option<&Word> {
        let fits = |word: &&Word| {
            let name = word.text.split('=').next().unwrap_or_default();
            names.contains(&name)
        };
        self.arguments().iter().find(fits)
    }

    /// The argument that holds the letter among short options, as in `-fsk`.
    pub(super) fn letter(&self, letter: char) -> Option<&Word> {
        let fits = |word: &&Word| {
            let letters = word.text.strip_prefix('-').unwrap_or_default();
            letters.contains(letter) && letters.chars().all(|c| c.is_ascii_alphanumeric())
        };
        self.arguments().iter().find(fits)
    }

    /// Whether two arguments stand behind each other.
    pub(super) fn pair(&self, first: &str, second: &str) -> Option<&Word> {
        let mut pairs = self.words.windows(2);
        let found = pairs.find(
            |pair| matches!(pair, [a, b] if a.text == first && b.text.eq_ignore_ascii_case(second)),
        );
        found.and_then(|pair| pair.first())
    }

    /// The place from its first word to its last.
    pub(super) fn place(&self) -> Place {
        let all = || {
            let own = self.assignments.iter().chain(&self.wrappers);
            own.chain(&self.words)
        };
        let redirects = || self.redirects.iter().map(|(_, word)| word);
        let first = all().chain(redirects()).next();
        let end = all().map(|word| word.place.end).max();
        first.map_or_else(Place::default, |first| Place {
            end: end.unwrap_or(first.place.end).max(first.place.end),
            ..first.place
        })
    }

    /// The script that a shell gets as a word, where its text is known.
    fn inner_script(&self) -> Option<&Word> {
        let takes = is_shell(self.program()) || self.program() == "su";
        let at = self.arguments().iter().position(|word| {
            let letters = word.text.strip_prefix('-').unwrap_or_default();
            letters.ends_with('c') && letters.chars().all(|c| c.is_ascii_alphabetic())
        });
        let script = self.arguments().get(at? + 1)?;
        (takes && script.is_quoted && !script.text.is_empty()).then_some(script)
    }
}

impl Word {
    /// Whether its value is known.
    pub(super) fn is_known(&self) -> bool {
        !self.expands
    }
}

/// The last part of a path: `apt-get` of `/usr/bin/apt-get`.
pub(super) fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Shells that read the language of POSIX.
pub(super) fn is_shell(program: &str) -> bool {
    matches!(program, "sh" | "bash" | "ash" | "dash" | "zsh" | "ksh")
}
