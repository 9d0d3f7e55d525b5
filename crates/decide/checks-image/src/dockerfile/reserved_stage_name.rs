//! No stage has a name that means something else.
//!
//! # Why
//! `scratch` is the empty base and `context` the files of the build: with such a name a later
//! `FROM` or `COPY --from` takes the wrong thing.
//!
//! # Fix
//! Rename the stage.
//!
//! # See
//! BuildKit rule ReservedStageName

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("reserved_stage_name.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12 AS scratch   #! the stage has the reserved name `scratch`
            ",
        ),
        Example::new(
            "
            FROM debian:12 AS empty
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    let file = build.file();
    for stage in &file.stages {
        let from = file.instructions.get(stage.instructions.start);
        let word = from.and_then(|from| from.arguments.words().last());
        if let (Some(name @ ("scratch" | "context")), Some(word)) = (stage.name.as_deref(), word) {
            let message = format!("the stage has the reserved name `{name}`");
            judge.fail(build.complaint(word.place, message));
        }
    }
}
