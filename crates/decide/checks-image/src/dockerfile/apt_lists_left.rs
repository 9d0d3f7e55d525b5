//! The lists of packages do not stay in the image.
//!
//! # Why
//! They are tens of megabytes in every copy, and are old on the day after.
//!
//! # Fix
//! End the step that fetched them with `rm -rf /var/lib/apt/lists/*`; in another step it is too
//! late. Or keep them out with `--mount=type=cache,target=/var/lib/apt`.
//!
//! # See
//! Docker documentation: building best practices

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Arguments;
use seaworthy_model::Severity;

use super::BuildFile;
use super::packages::{self, Manager};
use super::shell::{Command, Next, Step, Word};

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-02", Severity::Negligible, run)
    .doc(seaworthy_check::header!("apt_lists_left.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN apt-get update && apt-get install -y curl
            #! the step leaves `/var/lib/apt/lists` behind
            ",
        ),
        Example::new(
            "
            FROM debian:12 AS build
            RUN apt-get update && apt-get install -y gcc
            FROM debian:12
            RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
            RUN --mount=type=cache,target=/var/lib/apt,sharing=locked apt-get update && \\
                apt-get install -y a
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for step in build.image_steps() {
        let updates = |command: &&Command| {
            let apt = packages::manager(command).map(|(manager, _)| manager) == Some(Manager::Apt);
            apt && command.action().is_some_and(|word| word.text == "update")
        };
        // An update alone is told by a check of its own.
        let installs = step.commands.iter().filter_map(packages::install);
        let installs = installs
            .filter(|install| install.manager == Manager::Apt)
            .count()
            > 0;
        let cleans = step.commands.iter().any(|command| {
            let lists = |word: &Word| {
                word.text.starts_with("/var/lib/apt")
                    || word.text.trim_end_matches('/') == "/var/lib"
            };
            matches!(command.program(), "rm" | "find") && command.arguments().iter().any(lists)
        });
        let update = step.commands.iter().find(updates);
        let cached = build.is_cached(step, "/var/lib/apt/lists");
        let Some(update) = update.filter(|_| installs && !cleans && !cached) else {
            continue;
        };
        let message = "the step leaves `/var/lib/apt/lists` behind";
        let patch = appended(build, step);
        judge.fail(build.complaint(update.place(), message).patch(patch));
    }
}

/// The removal behind the last command, where the step is a plain list and no later step needs the
/// lists that it leaves.
fn appended(build: &BuildFile, step: &Step) -> Option<seaworthy_model::Patch> {
    let plain = step.commands.iter().all(|command| {
        let joined = matches!(command.next, Next::And | Next::End);
        joined && command.depth == 0 && !command.is_nested && command.script == 0
    });
    let uses = |other: &Step| {
        let mut installs = other.commands.iter().filter_map(packages::install);
        other.index > step.index && installs.any(|install| install.manager == Manager::Apt)
    };
    let instruction = build.file().instructions.get(step.index)?;
    let shell = matches!(instruction.arguments, Arguments::Shell(_));
    if !plain || !shell || build.steps().iter().any(uses) || !instruction.heredocs.is_empty() {
        return None;
    }
    let end = instruction.place.end;
    let at = build.file().source.place(end, end);
    build.replaced(at, " && rm -rf /var/lib/apt/lists/*")
}
