//! `COPY --from` names another stage than its own.
//!
//! # Why
//! A stage is not complete while its own instructions run: the build fails.
//!
//! # Fix
//! Name the stage that made the files, or drop `--from` and copy with `RUN cp`.
//!
//! # See
//! Dockerfile reference: COPY --from

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("copy_from_own_stage.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12 AS web
            COPY --from=web /a /b   #! the stage copies from itself
            ",
        ),
        Example::new(
            "
            FROM debian:12 AS web
            FROM debian:12
            COPY --from=web /a /b
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for copy in build.instructions(Keyword::Copy) {
        let from = copy.flag("from").and_then(|flag| flag.value.as_ref());
        let (Some(word), Some(own)) = (from, copy.stage) else {
            continue;
        };
        let stages = &build.file().stages;
        let named = |stage: &usize| {
            let name = stages.get(*stage).and_then(|stage| stage.name.as_deref());
            name.is_some_and(|name| name.eq_ignore_ascii_case(word.known()))
        };
        let earlier = (0..own).any(|stage| named(&stage));
        if word.known().parse() == Ok(own) || (named(&own) && !earlier) {
            judge.fail(build.complaint(word.place, "the stage copies from itself"));
        }
    }
}
