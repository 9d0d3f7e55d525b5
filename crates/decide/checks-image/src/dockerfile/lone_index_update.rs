//! No build step refreshes the package lists without using them.
//!
//! # Why
//! Such a step is taken from the cache of the builder for weeks; the step that installs then works
//! with old lists and misses fixes.
//!
//! # Fix
//! Join them: `RUN apt-get update && apt-get install -y --no-install-recommends NAME && rm -rf
//! /var/lib/apt/lists/*`.
//!
//! # See
//! CIS Docker 4.7

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::packages::{self, Manager};
use super::shell::Command;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("lone_index_update.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN apt-get update   #! `apt-get update` stands alone in its step
            RUN apt-get install -y curl
            ",
        ),
        Example::new(
            "
            FROM debian:12
            RUN apt-get update && apt-get install -y curl
            RUN apk add --no-cache curl
            RUN --mount=type=cache,target=/var/lib/apt apt-get update
            RUN apt-get update && ./install.sh
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for step in build.steps() {
        let updates = |command: &&Command| {
            let manager = packages::manager(command).map(|(manager, _)| manager);
            let action = command.action().map_or("", |word| word.text.as_str());
            match manager {
                Some(Manager::Apt | Manager::Apk) => action == "update",
                Some(Manager::Yum | Manager::Dnf | Manager::Microdnf) => action == "makecache",
                Some(Manager::Zypper) => matches!(action, "refresh" | "ref"),
                _ => false,
            }
        };
        let Some(update) = step.commands.iter().find(updates) else {
            continue;
        };
        // Anything else in the step may be what uses them.
        let idle = |command: &Command| {
            let cleans = matches!(
                command.program(),
                "rm" | "set" | "echo" | "true" | "mkdir" | ""
            );
            cleans || updates(&command)
        };
        let kept = build.mounts(step).next().is_some();
        if step.commands.iter().all(idle) && !kept {
            let action = update.action().map_or("", |word| word.text.as_str());
            let message = format!("`{} {action}` stands alone in its step", update.program());
            judge.fail(build.complaint(update.place(), message));
        }
    }
}
