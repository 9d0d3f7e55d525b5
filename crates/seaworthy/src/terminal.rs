//! What the program says beside its documents: errors, notes, and whether colour may be used.

use std::io::{self, IsTerminal as _, Write as _};

use clap::ValueEnum;

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless the environment says no.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The two standard streams and how talkative to be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    color: Color,
    quiet: bool,
}

/// Columns where no terminal tells.
const COLUMNS_DEFAULT: usize = 80;

impl Terminal {
    pub(crate) fn new(color: Color, quiet: bool) -> Self {
        Terminal { color, quiet }
    }

    /// Whether a document on standard output may have colour.
    ///
    /// `NO_COLOR` (no-color.org) and `TERM=dumb` turn it off, `CLICOLOR_FORCE` turns it on.
    pub(crate) fn colors_stdout(&self) -> bool {
        self.colors(io::stdout().is_terminal())
    }

    /// Whether progress may be drawn.
    pub(crate) fn draws_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal() && !is_set("CI")
    }

    /// Columns of standard output: the terminal's, `COLUMNS`, or 80; never less than 40.
    pub(crate) fn columns(&self) -> usize {
        let stated = std::env::var("COLUMNS")
            .ok()
            .and_then(|text| text.parse().ok());
        let drawn = || {
            let size = terminal_size::terminal_size_of(io::stdout());
            size.map(|(width, _)| usize::from(width.0))
        };
        stated
            .or_else(drawn)
            .unwrap_or(COLUMNS_DEFAULT)
            .clamp(40, 400)
    }

    /// A sentence about what went wrong.
    pub(crate) fn error(&self, text: &str) {
        self.say("error", text);
    }

    /// The next step after an error.
    pub(crate) fn help(&self, text: &str) {
        self.say("help", text);
    }

    /// A sentence that is no error; silent with `--quiet`.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            self.say("note", text);
        }
    }

    fn say(&self, word: &str, text: &str) {
        let (bold, plain) = if self.colors(io::stderr().is_terminal()) {
            ("\x1b[1m", "\x1b[0m")
        } else {
            ("", "")
        };
        // Text from outside may hold control characters; a terminal must not obey them.
        let text: String = text
            .chars()
            .map(|c| if c.is_control() && c != '\n' { ' ' } else { c })
            .collect();
        // Nobody is left to be told when standard error is gone.
        let _ = writeln!(io::stderr().lock(), "{bold}{word}:{plain} {text}");
    }

    fn colors(&self, is_terminal: bool) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto if is_set("NO_COLOR") => false,
            Color::Auto if is_set("CLICOLOR_FORCE") => true,
            Color::Auto => is_terminal && std::env::var("TERM").as_deref() != Ok("dumb"),
        }
    }
}

fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}
