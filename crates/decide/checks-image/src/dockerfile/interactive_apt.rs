//! Build steps call `apt-get`, not `apt`.
//!
//! # Why
//! `apt` is made for people: what it prints and asks may change with any release, and it warns that
//! scripts must not rely on it.
//!
//! # Fix
//! Write `apt-get` or `apt-cache`.
//!
//! # See
//! apt(8), script usage and differences from other apt tools

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("interactive_apt.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN apt update && \\
                apt install -y curl   #! `apt install` is made for people
            ",
        ),
        Example::new(
            "
            FROM debian:12
            RUN apt-get update && apt-get install -y curl
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for step in build.steps() {
        let mut calls = step
            .commands
            .iter()
            .filter(|command| command.program() == "apt")
            .rev();
        let (Some(last), rest) = (calls.next(), calls.next()) else {
            continue;
        };
        let action = last.action().map_or("", |word| word.text.as_str());
        let message = format!("`apt {action}` is made for people");
        let same = matches!(
            action,
            "install" | "update" | "upgrade" | "remove" | "purge" | "autoremove" | "clean"
        );
        // Several calls are several changes: people make those with their editor.
        let word = last
            .words
            .first()
            .filter(|word| same && rest.is_none() && word.text == "apt");
        let patch = word.and_then(|word| build.replaced(word.place, "apt-get"));
        judge.fail(build.complaint(last.place(), message).patch(patch));
    }
}
