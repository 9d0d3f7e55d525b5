//! `COPY --from` names a stage of the file, or an image with its tag.
//!
//! # Why
//! A name that is no stage is taken as an image of a public registry: whoever registers that name
//! there decides what is copied into yours. A stage that stands further down is none yet.
//!
//! # Fix
//! Correct the name of the stage, or name the image in full (`docker.io/library/nginx:1.29`).
//!
//! # See
//! Dockerfile reference: COPY --from

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::{Confidence, Severity};

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-05", Severity::Medium, run)
    .doc(seaworthy_check::header!("copy_from_unknown_stage.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            FROM golang:1.25 AS build
            FROM scratch
            COPY --from=biuld /a /a
            #! `biuld` is no stage before this one, so it is pulled as an image
            COPY --from=7 /a /a   #! there is no stage 7 before this one
            ",
        ),
        Example::new(
            "
            FROM golang:1.25 AS build
            FROM scratch
            COPY --from=build /a /a
            COPY --from=0 /b /b
            COPY --from=nginx:1.29 /c /c
            COPY --from=$STAGE /c /c
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    let stages = &build.file().stages;
    for copy in build.instructions(Keyword::Copy) {
        let from = copy.flag("from").and_then(|flag| flag.value.as_ref());
        let Some((word, name)) = from.and_then(|word| Some((word, word.value.as_deref()?))) else {
            continue;
        };
        let own = copy.stage.unwrap_or(stages.len());
        let earlier = stages.get(..own).unwrap_or_default();
        let is_stage = earlier.iter().any(|stage| {
            let known = stage.name.as_deref();
            known.is_some_and(|known| known.eq_ignore_ascii_case(name))
        });
        // The stage itself is told by a check of its own.
        let current = stages.get(own).and_then(|stage| stage.name.as_deref());
        let current = current.is_some_and(|current| current.eq_ignore_ascii_case(name));
        if is_stage || current || name.is_empty() || name.contains(['/', ':', '@', '.']) {
            continue;
        }
        let message = match name.parse::<usize>() {
            Ok(number) if number <= own => continue,
            Ok(number) => format!("there is no stage {number} before this one"),
            Err(_) => format!("`{name}` is no stage before this one, so it is pulled as an image"),
        };
        judge.fail(build.complaint(word.place, message));
    }
}
