//! A change of the folder is used in its step.
//!
//! # Why
//! Each step begins in the folder of `WORKDIR` again: a `cd` at the end of one has no effect, and
//! what follows works in another folder than its author thought.
//!
//! # Fix
//! Write `WORKDIR /the/folder`.
//!
//! # See
//! Dockerfile reference: WORKDIR

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::shell::Command;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("lost_directory_change.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN mkdir /srv/app && cd /srv/app   #! the step ends with `cd`, which is lost
            ",
        ),
        Example::new(
            "
            FROM debian:12
            RUN cd /srv && make && cd /
            RUN cd /tmp && rm -rf build
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for step in build.steps() {
        let own = step
            .commands
            .iter()
            .filter(|command| !command.is_nested && command.depth == 0);
        let commands: Vec<&Command> = own.collect();
        let [before @ .., last] = commands.as_slice() else {
            continue;
        };
        // Going back at the end does no harm.
        let back = before.iter().any(|command| command.program() == "cd");
        if last.program() == "cd" && !back && step.commands.len() == commands.len() {
            let message = "the step ends with `cd`, which is lost";
            judge.fail(build.complaint(last.place(), message));
        }
    }
}
