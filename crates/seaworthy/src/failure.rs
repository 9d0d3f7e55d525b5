//! How the program ends: exit codes, and the one place that prints a chain of causes.

use std::process::ExitCode;

use crate::terminal::Terminal;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Code(u8);

/// Everything was done, and the gate, if one was asked, does not deny.
pub(crate) const CLEAN: Code = Code(0);
/// The gate denies.
pub(crate) const DENIED: Code = Code(1);
/// An editor ended the language server without `shutdown` (Language Server Protocol 3.17, `exit`).
pub(crate) const NO_SHUTDOWN: Code = Code(1);
/// The target could not be assessed.
pub(crate) const NOT_ASSESSED: Code = Code(2);
/// Wrong usage (`EX_USAGE` of sysexits.h).
pub(crate) const USAGE: Code = Code(64);

impl From<Code> for ExitCode {
    fn from(code: Code) -> ExitCode {
        ExitCode::from(code.0)
    }
}

/// Why a command could not do what was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    code: Code,
    error: anyhow::Error,
    help: Option<String>,
}

impl Failure {
    /// The user asked for something that makes no sense.
    pub(crate) fn usage(error: impl Into<anyhow::Error>) -> Self {
        Failure {
            code: USAGE,
            error: error.into(),
            help: None,
        }
    }

    /// The same failure with the next step for the user.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Prints it and says how the program ends. A reader that went away is no failure.
    pub(crate) fn report(&self, terminal: &Terminal) -> ExitCode {
        if self.is_broken_pipe() {
            return CLEAN.into();
        }
        self.say(&self.text(), terminal);
        self.code.into()
    }

    /// Prints it of one target among several.
    pub(crate) fn tell(&self, target: &str, terminal: &Terminal) {
        let text = self.text();
        if text.contains(target) {
            self.say(&text, terminal);
        } else {
            self.say(&format!("{target}: {text}"), terminal);
        }
    }

    fn say(&self, text: &str, terminal: &Terminal) {
        terminal.error(text);
        if let Some(help) = &self.help {
            terminal.help(help);
        }
    }

    /// The error with its causes.
    pub(crate) fn text(&self) -> String {
        let causes: Vec<String> = self.error.chain().map(ToString::to_string).collect();
        causes.join(": ")
    }

    fn is_broken_pipe(&self) -> bool {
        self.error.chain().any(|cause| {
            cause
                .downcast_ref::<std::io::Error>()
                .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
        })
    }
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure {
            code: NOT_ASSESSED,
            error: error.into(),
            help: None,
        }
    }
}
