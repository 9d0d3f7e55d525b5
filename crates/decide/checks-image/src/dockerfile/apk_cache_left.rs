//! The index of apk does not stay in the image.
//!
//! # Why
//! It is megabytes in every copy, and is old on the day after.
//!
//! # Fix
//! Write `apk add --no-cache`.
//!
//! # See
//! Alpine Linux wiki: apk

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::packages::{self, Manager};
use super::shell::Word;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-02", Severity::Negligible, run)
    .doc(seaworthy_check::header!("apk_cache_left.rs"))
    .examples(&[
        Example::new(
            "
            FROM alpine:3.22
            RUN apk add curl   #! `apk add` keeps its index
            ",
        ),
        Example::new(
            "
            FROM alpine:3.22
            RUN apk --no-cache add curl && apk add --no-cache git
            RUN apk add git && rm -rf /var/cache/apk/*
            RUN --mount=type=cache,target=/var/cache/apk apk add go
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for step in build.image_steps() {
        let cleans = step.commands.iter().any(|command| {
            let cache = |word: &Word| word.text.starts_with("/var/cache");
            let removes = command.program() == "rm" && command.arguments().iter().any(cache);
            removes || command.pair("cache", "clean").is_some()
        });
        if cleans
            || build.is_cached(step, "/var/cache/apk")
            || build.is_cached(step, "/etc/apk/cache")
        {
            continue;
        }
        for install in step.commands.iter().filter_map(packages::install) {
            if install.manager == Manager::Apk && !install.has(&["--no-cache"]) {
                let patch = build.word_added(install.action, "--no-cache");
                let failure = build.complaint(install.action.place, "`apk add` keeps its index");
                judge.fail(failure.patch(patch));
            }
        }
    }
}
