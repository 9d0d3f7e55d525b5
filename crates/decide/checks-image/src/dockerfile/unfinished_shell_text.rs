//! The text of a step is a whole program for its shell.
//!
//! # Why
//! A quote or a compound command that is never closed is refused by the shell: the build fails.
//!
//! # Fix
//! Close it; a line that shall go on needs `\` as its last sign.
//!
//! # See
//! IEEE Std 1003.1, Shell Command Language

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("unfinished_shell_text.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN echo \"hello && make   #! a double quote is never closed
            RUN if [ -f /a ]; then make   #! `if` is never closed
            ",
        ),
        Example::new(
            "
            FROM debian:12
            RUN if [ -f /a ]; then make; fi; for x in a b; do echo \"$x\"; done; (cd /a && make)
            RUN case \"$A\" in x86*) make a ;; *) make b ;; esac
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for step in build.steps() {
        if step.is_cut {
            judge.unknown("a build step", "it has more commands than are read");
        }
        if let Some(fault) = step.faults.first() {
            let message = format!("{} is never closed", fault.what);
            judge.fail(build.complaint(fault.place, message));
        }
    }
}
