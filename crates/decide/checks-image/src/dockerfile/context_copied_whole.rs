//! A build that copies all of its context says what to leave out.
//!
//! # Why
//! `COPY . .` takes what lies there: `.git` with its history, `.env` files, keys and local
//! settings. Without a `.dockerignore` all of it is in the image.
//!
//! # Fix
//! Write a `.dockerignore` beside the Dockerfile that leaves out `.git`, `.env*`, keys and whatever
//! the program does not need; or copy the folders that it does.
//!
//! # See
//! CIS Docker 4.10

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::{Confidence, Severity};

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-06", Severity::Medium, run)
    .doc(seaworthy_check::header!("context_copied_whole.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            # beside it lies no file of what to ignore
            FROM debian:12
            WORKDIR /srv
            COPY . .   #! all of the context is copied, and no `.dockerignore` leaves anything out
            ",
        ),
        Example::new(
            "
            # beside it lies no file of what to ignore
            FROM golang:1.25 AS build
            COPY . /src
            FROM debian:12
            COPY --from=build . /srv/
            COPY src /srv/
            ",
        ),
        Example::new(
            "
            FROM debian:12
            COPY . /srv/
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    if build.has_ignore_file != Some(false) {
        return;
    }
    let copies = build.image_instructions(Keyword::Copy);
    for copy in copies.chain(build.image_instructions(Keyword::Add)) {
        let words: Vec<_> = copy.arguments.words().collect();
        let sources = words.split_last().map_or(&[][..], |(_, sources)| sources);
        let whole = |path: &str| matches!(path, "." | "./" | "/" | "*" | "./*");
        let found = sources.iter().find(|word| whole(word.known()));
        if let Some(word) = found.filter(|_| copy.flag("from").is_none()) {
            let message =
                "all of the context is copied, and no `.dockerignore` leaves anything out";
            judge.fail(build.complaint(word.place, message));
        }
    }
}
