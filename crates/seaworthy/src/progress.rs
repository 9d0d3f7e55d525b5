//! Progress of long work on a terminal; nothing where nobody watches.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::terminal::Terminal;

/// The line while layers are read.
const TEMPLATE: &str = "{spinner} {msg} {bytes}/{total_bytes} [{bar:24}] {eta}";

/// A line that tells what is being done and how far it is.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub(crate) fn new(terminal: &Terminal) -> Self {
        let bar = ProgressBar::hidden();
        if terminal.draws_progress() {
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
            bar.set_style(ProgressStyle::default_spinner());
            bar.enable_steady_tick(Duration::from_millis(100));
        }
        Progress { bar }
    }

    /// Takes the line away before anything else is printed.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl seaworthy_image::Progress for Progress {
    fn started(&self, layers: usize, bytes: u64) {
        // INVARIANT: the template is a constant that a unit test reads.
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            self.bar.set_style(style.progress_chars("=> "));
        }
        let s = if layers == 1 { "" } else { "s" };
        self.bar.set_message(format!("reading {layers} layer{s}"));
        self.bar.set_length(bytes);
    }

    fn advanced(&self, bytes: u64) {
        self.bar.inc(bytes);
    }
}

impl seaworthy_update::Progress for Progress {
    fn expects(&self, bytes: u64) {
        // INVARIANT: the template is a constant that a unit test reads.
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            self.bar.set_style(style.progress_chars("=> "));
        }
        let before = self.bar.length().unwrap_or(0);
        self.bar.set_length(before.saturating_add(bytes));
        self.bar.set_message("fetching");
    }

    fn advanced(&self, bytes: u64) {
        self.bar.inc(bytes);
    }

    fn finished(&self, name: &str) {
        self.bar.set_message(format!("{name} is done"));
    }
}

/// The line while many targets are assessed.
const COUNT_TEMPLATE: &str = "{spinner} {pos} of {len} targets [{bar:24}] {eta}";

/// How many targets are done.
pub(crate) struct Count {
    bar: ProgressBar,
}

impl Count {
    pub(crate) fn new(terminal: &Terminal, targets: usize) -> Self {
        let bar = ProgressBar::hidden();
        if terminal.draws_progress() {
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
            bar.set_length(targets as u64);
            // INVARIANT: the template is a constant that a unit test reads.
            if let Ok(style) = ProgressStyle::with_template(COUNT_TEMPLATE) {
                bar.set_style(style.progress_chars("=> "));
            }
            bar.enable_steady_tick(Duration::from_millis(100));
        }
        Count { bar }
    }

    pub(crate) fn one_more(&self) {
        self.bar.inc(1);
    }

    /// Takes the line away while something else is printed.
    pub(crate) fn hide_while<R>(&self, print: impl FnOnce() -> R) -> R {
        self.bar.suspend(print)
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_well_formed() {
        assert!(ProgressStyle::with_template(TEMPLATE).is_ok());
        assert!(ProgressStyle::with_template(COUNT_TEMPLATE).is_ok());
    }
}
