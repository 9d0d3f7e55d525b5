//! A Dockerfile names the images that it builds on by a version.
//!
//! # Why
//! What `latest`, `main` or no tag means changes from day to day: two builds of one commit give two
//! images, and nobody can tell what the older one holds.
//!
//! # Fix
//! Name a version (`debian:12.5-slim`), and best its digest with it (`debian:12.5-slim@sha256:…`).
//!
//! # See
//! CIS Docker 4.2
//! NIST SP 800-190 4.2.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::{Base, Keyword};
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("mutable_base_tag.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian   #! the base `debian` has no tag, which means `latest`
            FROM node:latest AS build   #! the tag `latest` of the base `node:latest` moves
            COPY --from=busybox:stable /bin/sh /
            #! the tag `stable` of the base `busybox:stable` moves
            ",
        ),
        Example::new(
            "
            ARG VERSION=12.5
            FROM debian:${VERSION} AS build
            FROM build
            FROM scratch
            FROM alpine@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
            COPY --from=build /a /a
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    let file = build.file();
    for stage in &file.stages {
        let from = file.instructions.get(stage.instructions.start);
        let word = from.and_then(|from| from.arguments.words().next());
        let Some(word) = word else {
            continue;
        };
        match &stage.base {
            Base::Image(name) => {
                if let Some(message) = moving(name) {
                    judge.fail(build.complaint(word.place, message));
                }
            }
            Base::Unknown(name) => {
                let reason = "its variable gets its value from the build";
                judge.unknown(format!("the tag of the base `{name}`"), reason);
            }
            Base::Scratch | Base::Stage(_) => {}
        }
    }
    for copy in build.instructions(Keyword::Copy) {
        let from = copy.flag("from").and_then(|flag| flag.value.as_ref());
        // A bare word may be a stage or a context of the build: another check asks about those.
        let image = from.filter(|word| word.known().contains(['/', ':']));
        if let Some((word, message)) = image.and_then(|word| Some((word, moving(word.known())?))) {
            judge.fail(build.complaint(word.place, message));
        }
    }
}

fn moving(name: &str) -> Option<String> {
    if name.contains(['@', '$']) {
        return None;
    }
    let last = name.rsplit('/').next().unwrap_or(name);
    match last.split_once(':') {
        None => Some(format!(
            "the base `{name}` has no tag, which means `latest`"
        )),
        Some((_, tag)) if crate::checks::mutable_tag::is_moving(tag) => {
            Some(format!("the tag `{tag}` of the base `{name}` moves"))
        }
        Some(_) => None,
    }
}
