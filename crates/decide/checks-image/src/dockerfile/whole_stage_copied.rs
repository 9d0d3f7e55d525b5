//! Only what is needed is copied from another stage.
//!
//! # Why
//! Copying `/` brings the tools, caches and credentials of the building stage into the image that
//! runs, which is what stages were made to avoid.
//!
//! # Fix
//! Copy the files and folders that the program needs.
//!
//! # See
//! NIST SP 800-190 4.1.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::{Base, Keyword};
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-02", Severity::Low, run)
    .doc(seaworthy_check::header!("whole_stage_copied.rs"))
    .examples(&[
        Example::new(
            "
            FROM golang:1.25 AS build
            FROM scratch
            COPY --from=build / /   #! all of `build` is copied
            ",
        ),
        Example::new(
            "
            FROM golang:1.25 AS build
            FROM scratch AS parts
            COPY --from=build /bin/web /web
            FROM scratch
            COPY --from=parts / /
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for copy in build.image_instructions(Keyword::Copy) {
        let from = copy.flag("from").and_then(|flag| flag.value.as_ref());
        let Some(from) = from else {
            continue;
        };
        let words: Vec<_> = copy.arguments.words().collect();
        let whole = |path: &str| matches!(path, "/" | "/." | "/*");
        let [source, _] = words.as_slice() else {
            continue;
        };
        // A stage from nothing holds only what was chosen for it.
        let name = from.known();
        let file = build.file();
        let number = file.stages.iter().position(|stage| {
            let known = stage.name.as_deref();
            known.is_some_and(|known| known.eq_ignore_ascii_case(name))
        });
        let number = number.or(name.parse().ok());
        let chosen = number.is_some_and(|number| {
            let first = file.lineage(number).last().copied();
            let first = first.and_then(|first| file.stages.get(first));
            first.is_some_and(|stage| stage.base == Base::Scratch)
        });
        if whole(source.known()) && number.is_some() && !chosen {
            let message = format!("all of `{name}` is copied");
            judge.fail(build.complaint(source.place, message));
        }
    }
}
