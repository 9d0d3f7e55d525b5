//! Labels that say what an image is are not empty.
//!
//! # Why
//! An empty label says that the question was thought of and not answered; tools show it as an
//! answer.
//!
//! # Fix
//! Give it a value, or drop it.
//!
//! # See
//! OCI image specification, annotations

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Negligible, run)
    .doc(seaworthy_check::header!("empty_label.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            LABEL org.opencontainers.image.source=\"\"
            #! the label `org.opencontainers.image.source` is empty
            ",
        ),
        Example::new(
            "
            FROM debian:12
            LABEL org.opencontainers.image.source=https://example.com/a org.example.flag=\"\"
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for label in build.image_instructions(Keyword::Label) {
        for pair in label.arguments.pairs() {
            let name = pair.name.known();
            let value = pair.value.as_ref().and_then(|value| value.value.as_deref());
            let known =
                name.starts_with("org.opencontainers.") || name.starts_with("org.label-schema.");
            if known && value.is_some_and(|value| value.trim().is_empty()) {
                let message = format!("the label `{name}` is empty");
                judge.fail(build.complaint(pair.name.place, message));
            }
        }
    }
}
