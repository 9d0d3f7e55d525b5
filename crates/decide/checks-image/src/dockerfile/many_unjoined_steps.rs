//! Steps that belong together are one step.
//!
//! # Why
//! Each `RUN` is a layer: what a later one removes stays in the earlier, and engines start more
//! slowly with many of them.
//!
//! # Fix
//! Join them with `&&` or a here-document.
//!
//! # See
//! Docker documentation: building best practices

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::{Instruction, Keyword};
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-02", Severity::Negligible, run)
    .doc(seaworthy_check::header!("many_unjoined_steps.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN a   #! 5 steps follow each other
            RUN b
            RUN c
            RUN d
            RUN e
            ",
        ),
        Example::new(
            "
            FROM debian:12 AS build
            RUN a
            RUN b
            RUN c
            RUN d
            RUN e
            FROM debian:12
            RUN a
            RUN b
            COPY x /
            RUN c
            RUN d
            RUN --mount=type=cache,target=/x e
            ",
        ),
    ]);

/// Fewer are a matter of taste, and of what the cache of the builder keeps.
const STEPS_MANY: usize = 5;

fn run(build: &BuildFile, judge: &mut Judge) {
    for stage in build.lineage() {
        let plain = |one: &Instruction| one.keyword == Keyword::Run && one.flags.is_empty();
        let instructions = build.file().stage_instructions(*stage);
        for group in instructions.chunk_by(|a, b| plain(a) && plain(b)) {
            let first = group.first().filter(|first| plain(first));
            if let Some(first) = first.filter(|_| group.len() >= STEPS_MANY) {
                let message = format!("{} steps follow each other", group.len());
                judge.fail(build.failure(first.place, "steps", message));
            }
        }
    }
}
