//! The user of the image is a number.
//!
//! # Why
//! `runAsNonRoot` is decided from the image alone: with a name the kubelet cannot tell whether it
//! is root, and refuses to start the container.
//!
//! # Fix
//! Say the number: `USER 10001`, or `USER 10001:10001` with the group.
//!
//! # See
//! Kubernetes, Pod Security Standards, restricted: running as non-root

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-03", Severity::Negligible, run)
    .doc(seaworthy_check::header!("named_user.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            USER app   #! the user `app` is a name, not a number
            ",
        ),
        Example::new(
            "
            FROM debian:12 AS build
            USER app
            FROM debian:12
            USER 10001:app
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    let Some(last) = build.last_stage() else {
        return judge.not_applicable();
    };
    let user = build.file().effective(last, Keyword::User);
    let Some(word) = user.and_then(|user| user.arguments.words().next()) else {
        return;
    };
    let Some(value) = &word.value else {
        return;
    };
    let name = value.split(':').next().unwrap_or_default();
    // Root is told by a check of its own; Windows has no numbers.
    let windows = name.contains('\\') || name.starts_with("Container");
    if name != "root" && !windows && name.parse::<u64>().is_err() && !name.is_empty() {
        let message = format!("the user `{name}` is a name, not a number");
        judge.fail(build.failure(word.place, "user", message));
    }
}
