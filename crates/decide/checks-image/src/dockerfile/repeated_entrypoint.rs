//! A stage has one `ENTRYPOINT`.
//!
//! # Why
//! Only the last one holds; who reads the first is deceived about what runs.
//!
//! # Fix
//! Remove all but the last.
//!
//! # See
//! BuildKit rule MultipleInstructionsDisallowed

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("repeated_entrypoint.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            ENTRYPOINT [\"/a\"]   #! a later `ENTRYPOINT` of the stage takes its place
            ENTRYPOINT [\"/b\"]
            ",
        ),
        Example::new(
            "
            FROM debian:12 AS build
            ENTRYPOINT [\"/a\"]
            FROM build
            ENTRYPOINT [\"/b\"]
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    build.judge_repeated(Keyword::Entrypoint, judge);
}
