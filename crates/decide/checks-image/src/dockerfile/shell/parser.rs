//! Simple commands of a script, with how they hang together.

use std::ops::Range;

use super::layout::Layout;
use super::lexer::{Lexer, RawWord, Token, Unclosed};
use super::{Command, Next, ShellFault, Word};

/// LIMIT: scripts within scripts, as in `sh -c "$(…)"`. Three are met.
pub(super) const NESTED_MAX: usize = 8;
/// LIMIT: commands of one step; generated ones have some hundred.
pub(super) const COMMANDS_MAX: usize = 10_000;

/// Programs that run the command behind them.
const WRAPPERS: &[&str] = &[
    "sudo",
    "doas",
    "env",
    "exec",
    "command",
    "builtin",
    "time",
    "nohup",
    "nice",
    "eatmydata",
    "timeout",
    "xargs",
    "chroot",
];

/// Reads the commands of scripts into one list.
pub(super) struct Parser<'s> {
    layout: &'s Layout<'s>,
    pub(super) commands: Vec<Command>,
    pub(super) faults: Vec<ShellFault>,
    pub(super) is_cut: bool,
    /// The number of the current pipeline, and the highest that is taken.
    pipeline: usize,
    pub(super) pipelines: usize,
    script: usize,
}

/// What is open at a point of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    If,
    Loop,
    Case,
    Brace,
    Paren,
}

/// Where the parser stands in one script.
#[derive(Default)]
struct State {
    open: Vec<(Open, usize)>,
    command: Partial,
    /// Whether the commands are the condition of an `if` or a loop.
    condition: bool,
    negated: bool,
    /// Patterns of a `case` up to their bracket are no commands.
    pattern: bool,
    /// Words of a `for` or `case` up to `do` or `in`.
    header: bool,
}

#[derive(Default)]
struct Partial {
    words: Vec<RawWord>,
    redirects: Vec<(&'static str, RawWord)>,
    redirect: Option<&'static str>,
}

impl<'s> Parser<'s> {
    pub(super) fn new(layout: &'s Layout<'s>, pipeline: usize, script: usize) -> Self {
        Parser {
            layout,
            commands: Vec::new(),
            faults: Vec::new(),
            is_cut: false,
            pipeline,
            pipelines: pipeline,
            script,
        }
    }

    fn begin_pipeline(&mut self) {
        self.pipelines += 1;
        self.pipeline = self.pipelines;
    }

    /// Reads a range of a text. What is `nested` runs in the course of another command.
    pub(super) fn parse(&mut self, text: &str, range: Range<usize>, depth: usize) {
        if depth > NESTED_MAX {
            self.is_cut = true;
            return;
        }
        let mut lexer = Lexer::new(text, range);
        let mut state = State::default();
        let mut inner = Vec::new();
        while let Some(token) = lexer.next() {
            if self.commands.len() >= COMMANDS_MAX {
                self.is_cut = true;
                return;
            }
            match token {
                Token::Redirect(operator) => state.command.redirect = Some(operator),
                Token::Word(word) => {
                    inner.extend(word.substitutions.iter().cloned());
                    self.word(&mut state, word);
                }
                Token::Operator(operator) => self.operator(&mut state, operator, depth),
            }
        }
        self.end(&mut state, Next::End, depth);
        self.note_open(&state, lexer.unclosed);
        for range in inner {
            self.begin_pipeline();
            self.parse(text, range, depth + 1);
        }
    }

    fn note_open(&mut self, state: &State, unclosed: Option<Unclosed>) {
        let left = state.open.last().map(|(open, at)| Unclosed {
            at: *at,
            what: match open {
                Open::If => "`if`",
                Open::Loop => "`do`",
                Open::Case => "`case`",
                Open::Brace => "`{`",
                Open::Paren => "`(`",
            },
        });
        if let Some(fault) = unclosed.or(left) {
            self.faults.push(ShellFault {
                place: self.layout.place(fault.at..fault.at + 1),
                what: fault.what,
            });
        }
    }

    fn word(&mut self, state: &mut State, word: RawWord) {
        if let Some(operator) = state.command.redirect.take() {
            state.command.redirects.push((operator, word));
            return;
        }
        let plain = !word.quoted && !word.expands;
        if state.header {
            // `for x in …; do` and `case x in`.
            if plain && word.text == "do" {
                state.header = false;
                state.open.push((Open::Loop, word.range.start));
            } else if plain && word.text == "in" && is_open(state, Open::Case) {
                state.header = false;
                state.pattern = true;
            }
            return;
        }
        if state.pattern {
            if plain && word.text == "esac" {
                close(state, Open::Case);
            }
            return;
        }
        if plain && state.command.words.is_empty() && reserved(state, &word) {
            return;
        }
        state.command.words.push(word);
    }

    fn operator(&mut self, state: &mut State, operator: &'static str, depth: usize) {
        state.command.redirect = None;
        if state.header {
            return;
        }
        if state.pattern {
            state.pattern = operator != ")";
            return;
        }
        match operator {
            "(" if state.command.words.is_empty() => {
                let at = 0;
                state.open.push((Open::Paren, at));
            }
            // `name() {` defines a function: the name is no command.
            "(" => {
                state.command = Partial::default();
                state.open.push((Open::Paren, 0));
            }
            ")" => {
                self.end(state, Next::Close, depth);
                close(state, Open::Paren);
            }
            ";;" => {
                self.end(state, Next::Sequence, depth);
                state.pattern = is_open(state, Open::Case);
            }
            "|" | "|&" => self.end(state, Next::Pipe, depth),
            "&&" => self.end(state, Next::And, depth),
            "||" => self.end(state, Next::Or, depth),
            "&" => self.end(state, Next::Background, depth),
            _ => self.end(state, Next::Sequence, depth),
        }
    }

    /// A command ends here.
    fn end(&mut self, state: &mut State, next: Next, depth: usize) {
        let partial = std::mem::take(&mut state.command);
        let negated = std::mem::take(&mut state.negated);
        let mut words = partial.words.into_iter().peekable();
        let mut assignments = Vec::new();
        while let Some(word) = words.next_if(is_assignment) {
            assignments.push(self.placed(word));
        }
        let mut words: Vec<Word> = words.map(|word| self.placed(word)).collect();
        let redirects: Vec<(&str, Word)> = partial
            .redirects
            .into_iter()
            .map(|(operator, word)| (operator, self.placed(word)))
            .collect();
        if !(words.is_empty() && assignments.is_empty() && redirects.is_empty()) {
            let wrappers = words.drain(..wrapped(&words)).collect();
            self.commands.push(Command {
                assignments,
                wrappers,
                words,
                redirects,
                pipeline: self.pipeline,
                script: self.script,
                next,
                is_condition: state.condition,
                is_negated: negated,
                is_nested: depth > 0,
                depth: state.open.len(),
            });
            self.inner_script(depth);
        }
        if next != Next::Pipe {
            self.begin_pipeline();
        }
    }

    /// `sh -c '…'`: the script is read as well, where it is written as it stands.
    fn inner_script(&mut self, depth: usize) {
        let Some(command) = self.commands.last() else {
            return;
        };
        let Some(script) = command.inner_script().cloned() else {
            return;
        };
        if depth >= NESTED_MAX {
            self.is_cut = true;
            return;
        }
        let layout = Layout::of_word(self.layout, &script);
        let mut parser = Parser::new(&layout, self.pipelines + 1, self.script);
        parser.parse(&script.text, 0..script.text.len(), depth + 1);
        self.pipelines = parser.pipelines;
        self.is_cut |= parser.is_cut;
        let room = COMMANDS_MAX.saturating_sub(self.commands.len());
        self.commands.extend(parser.commands.into_iter().take(room));
    }

    fn placed(&self, word: RawWord) -> Word {
        Word {
            place: self.layout.place(word.range),
            text: word.text,
            is_quoted: word.quoted,
            expands: word.expands,
        }
    }
}

/// A word of the grammar, at the place of a command.
fn reserved(state: &mut State, word: &RawWord) -> bool {
    let at = word.range.start;
    match word.text.as_str() {
        "if" => {
            state.open.push((Open::If, at));
            state.condition = true;
        }
        "while" | "until" | "elif" => state.condition = true,
        "then" | "else" => state.condition = false,
        "do" => {
            state.open.push((Open::Loop, at));
            state.condition = false;
        }
        "for" | "select" => state.header = true,
        "case" => {
            state.open.push((Open::Case, at));
            state.header = true;
        }
        "fi" => close(state, Open::If),
        "done" => close(state, Open::Loop),
        "esac" => close(state, Open::Case),
        "{" => state.open.push((Open::Brace, at)),
        "}" => close(state, Open::Brace),
        "!" => state.negated = true,
        "function" => {}
        _ => return false,
    }
    true
}

fn close(state: &mut State, what: Open) {
    state.pattern = false;
    state.condition = false;
    if let Some(at) = state.open.iter().rposition(|(open, _)| *open == what) {
        state.open.truncate(at);
    }
}

fn is_open(state: &State, what: Open) -> bool {
    state.open.last().is_some_and(|(open, _)| *open == what)
}

/// `NAME=value`
fn is_assignment(word: &RawWord) -> bool {
    let Some((name, _)) = word.text.split_once('=') else {
        return false;
    };
    let name = name.strip_suffix('+').unwrap_or(name);
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// How many words stand before the command that is run in the end.
fn wrapped(words: &[Word]) -> usize {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let name = super::base_name(&word.text);
        if !WRAPPERS.contains(&name) {
            return at;
        }
        let mut behind = at + 1;
        while let Some(option) = words.get(behind) {
            let text = option.text.as_str();
            let setting = name == "env" && text.contains('=');
            let duration = name == "timeout" && text.starts_with(|c: char| c.is_ascii_digit());
            if !text.starts_with('-') && !setting && !duration {
                break;
            }
            // Options of these wrappers with a value apart.
            let valued = matches!(
                (name, text),
                ("sudo", "-u" | "-g" | "-h" | "-p" | "-C")
                    | ("nice", "-n")
                    | ("timeout", "-k" | "-s")
                    | ("env", "-u" | "-C")
                    | ("xargs", "-n" | "-I" | "-P" | "-L" | "-d" | "-s" | "-a")
            );
            behind += if valued { 2 } else { 1 };
        }
        if name == "chroot" {
            behind += 1;
        }
        // A wrapper alone, as in `env` or `exec >log`, is the command itself.
        if behind >= words.len() {
            return at;
        }
        at = behind;
    }
    at
}
