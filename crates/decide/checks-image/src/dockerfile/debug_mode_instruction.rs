//! No `ENV` puts the program into a mode for developers.
//!
//! # Why
//! Such modes show source, settings and variables in error pages, open consoles and debug ports,
//! and at times run what a visitor types.
//!
//! # Fix
//! Remove the variable, and set it on the developer's machine.
//!
//! # See
//! CWE-489

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("debug_mode_instruction.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            ENV FLASK_DEBUG=1   #! `FLASK_DEBUG=1` is a mode for developers
            ",
        ),
        Example::new(
            "
            FROM debian:12 AS dev
            ENV NODE_ENV=development
            FROM debian:12
            ENV NODE_ENV=production
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for set in build.image_instructions(Keyword::Env) {
        for pair in set.arguments.pairs() {
            let value = pair.value.as_ref().and_then(|value| value.value.as_deref());
            let message =
                crate::checks::debug_mode::debugging(pair.name.known(), value.unwrap_or_default());
            if let Some(message) = message {
                judge.fail(build.complaint(pair.name.place, message));
            }
        }
    }
}
