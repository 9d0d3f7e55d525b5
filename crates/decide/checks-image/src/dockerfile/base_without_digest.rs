//! A Dockerfile names the images that it builds on by their digests.
//!
//! # Why
//! Versions are tags too: whoever can push to the repository of the base can put other content
//! under `1.2.3`, and the next build takes it. A digest cannot be moved.
//!
//! # Fix
//! Add the digest behind the tag (`debian:12.5-slim@sha256:…`), and let a bot renew both.
//!
//! # See
//! NIST SP 800-190 4.1.5
//! SLSA build track

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Base;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-05", Severity::Negligible, run)
    .doc(seaworthy_check::header!("base_without_digest.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12.5   #! the base `debian:12.5` is named without a digest
            ",
        ),
        Example::new(
            "
            FROM a:1@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 AS \\
                build
            FROM scratch
            COPY --from=build /a /a
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    let file = build.file();
    for stage in &file.stages {
        let Base::Image(name) = &stage.base else {
            continue;
        };
        // What has no fixed tag is told by the check of tags.
        let last = name.rsplit('/').next().unwrap_or(name);
        let tag = last.split_once(':').map(|(_, tag)| tag);
        let fixed = tag.is_some_and(|tag| !crate::checks::mutable_tag::is_moving(tag));
        if name.contains('@') || !fixed {
            continue;
        }
        let from = file.instructions.get(stage.instructions.start);
        if let Some(word) = from.and_then(|from| from.arguments.words().next()) {
            let message = format!("the base `{name}` is named without a digest");
            judge.fail(build.complaint(word.place, message));
        }
    }
}
