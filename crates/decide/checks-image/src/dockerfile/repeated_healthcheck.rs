//! A stage has one `HEALTHCHECK`.
//!
//! # Why
//! Only the last one holds; who reads the first is deceived.
//!
//! # Fix
//! Remove all but the last.
//!
//! # See
//! Dockerfile reference: HEALTHCHECK

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("repeated_healthcheck.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            HEALTHCHECK CMD /a   #! a later `HEALTHCHECK` of the stage takes its place
            HEALTHCHECK CMD /b
            ",
        ),
        Example::new(
            "
            FROM debian:12 AS build
            HEALTHCHECK CMD /a
            FROM build
            HEALTHCHECK CMD /b
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    build.judge_repeated(Keyword::Healthcheck, judge);
}
