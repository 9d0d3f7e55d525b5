//! A stage has one `CMD`.
//!
//! # Why
//! Only the last one holds; who reads the first is deceived about what runs.
//!
//! # Fix
//! Remove all but the last; several programs need several containers, or one that starts them.
//!
//! # See
//! BuildKit rule MultipleInstructionsDisallowed

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("repeated_cmd.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            CMD [\"/a\"]   #! a later `CMD` of the stage takes its place
            CMD [\"/b\"]
            ",
        ),
        Example::new(
            "
            FROM debian:12 AS build
            CMD [\"/a\"]
            FROM build
            CMD [\"/b\"]
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    build.judge_repeated(Keyword::Cmd, judge);
}
