//! Labels have names that engines and tools understand.
//!
//! # Why
//! Names outside of the rules, or within the space of names that engines keep for themselves, are
//! lost or mean something else to tools that select by labels.
//!
//! # Fix
//! Begin and end with a lower-case letter or digit, with dots, dashes or underscores between; put
//! your own domain, reversed, in front.
//!
//! # See
//! Docker documentation: object labels

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Negligible, run)
    .doc(seaworthy_check::header!("invalid_label_name.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            LABEL com.docker.version=1   #! the name `com.docker.version` is kept for the engine
            LABEL .owner=me   #! the name `.owner` begins or ends with a sign
            ",
        ),
        Example::new(
            "
            FROM debian:12
            LABEL org.opencontainers.image.version=1 org.example.owner=\"me\" Maintainer=me
            ",
        ),
    ]);

const KEPT: &[&str] = &["com.docker.", "io.docker.", "org.dockerproject."];

fn run(build: &BuildFile, judge: &mut Judge) {
    for label in build.instructions(Keyword::Label) {
        for pair in label.arguments.pairs() {
            let Some(name) = pair.name.value.as_deref().filter(|name| !name.is_empty()) else {
                continue;
            };
            // Extensions of Docker Desktop must have labels of that space.
            let extension = name.starts_with("com.docker.extension.")
                || name.starts_with("com.docker.desktop.extension.");
            let sign = |c: char| !c.is_ascii_alphanumeric();
            let message = if KEPT.iter().any(|kept| name.starts_with(kept)) && !extension {
                format!("the name `{name}` is kept for the engine")
            } else if name.starts_with(sign) || name.ends_with(sign) {
                format!("the name `{name}` begins or ends with a sign")
            } else if name.contains("..") || name.contains("--") {
                format!("the name `{name}` repeats a sign")
            } else {
                continue;
            };
            judge.fail(build.complaint(pair.name.place, message));
        }
    }
}
