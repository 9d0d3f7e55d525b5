//! Every stage has a name of its own.
//!
//! # Why
//! Of two stages with one name the later is meant from there on: `COPY --from` and `--target` may
//! take another one than their author thought.
//!
//! # Fix
//! Rename one of them.
//!
//! # See
//! BuildKit rule DuplicateStageName

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("repeated_stage_name.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12 AS build
            FROM debian:12 AS Build   #! the name `build` is taken by an earlier stage
            ",
        ),
        Example::new(
            "
            FROM debian:12 AS build
            FROM debian:12 AS test
            FROM debian:12
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    let file = build.file();
    for (stage, number) in file.stages.iter().zip(0..) {
        let earlier = file.stages.get(..number).unwrap_or_default();
        let Some(name) = &stage.name else {
            continue;
        };
        let taken = earlier
            .iter()
            .any(|other| other.name.as_ref() == Some(name));
        let from = file.instructions.get(stage.instructions.start);
        let word = from.and_then(|from| from.arguments.words().last());
        if let Some(word) = word.filter(|_| taken) {
            let message = format!("the name `{name}` is taken by an earlier stage");
            judge.fail(build.complaint(word.place, message));
        }
    }
}
