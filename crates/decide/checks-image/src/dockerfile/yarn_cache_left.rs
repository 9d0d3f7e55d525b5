//! The cache of yarn does not stay in the image.
//!
//! # Why
//! It holds every package a second time, in every copy of the image.
//!
//! # Fix
//! End the step with `yarn cache clean`, or mount the cache:
//! `--mount=type=cache,target=/root/.cache`.
//!
//! # See
//! yarn documentation: yarn cache

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::shell::Word;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-02", Severity::Negligible, run)
    .doc(seaworthy_check::header!("yarn_cache_left.rs"))
    .examples(&[
        Example::new(
            "
            FROM node:22
            RUN yarn install --frozen-lockfile   #! `yarn install` keeps its cache
            ",
        ),
        Example::new(
            "
            FROM node:22 AS build
            RUN yarn install
            FROM node:22
            RUN yarn install && yarn cache clean
            RUN --mount=type=cache,target=/usr/local/share/.cache yarn install
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for step in build.image_steps() {
        let cleans = step.commands.iter().any(|command| {
            let cache = |word: &Word| word.text.contains("cache");
            let removes = command.program() == "rm" && command.arguments().iter().any(cache);
            removes || command.pair("cache", "clean").is_some()
        });
        let mounted = build.mounts(step).any(|mount| mount.contains("type=cache"));
        let mut installs = step.commands.iter().filter(|command| {
            let action = command
                .action()
                .map_or("install", |word| word.text.as_str());
            let told = command
                .option(&["--cache-folder", "--version", "-v"])
                .is_some();
            command.is(&["yarn", "yarnpkg"])
                && matches!(action, "install" | "add" | "global")
                && !told
        });
        if let Some(command) = installs.next().filter(|_| !cleans && !mounted) {
            judge.fail(build.complaint(command.place(), "`yarn install` keeps its cache"));
        }
    }
}
