//! The image says how to see that its program works.
//!
//! # Why
//! Without a `HEALTHCHECK` an engine or Compose takes a process that hangs for a healthy one.
//! Kubernetes does not look at it: there probes do the same.
//!
//! # Fix
//! Add a `HEALTHCHECK` that asks the program, or `HEALTHCHECK NONE` where probes do so.
//!
//! # See
//! CIS Docker 4.6

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::{Confidence, Severity};

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Negligible, run)
    .doc(seaworthy_check::header!(
        "missing_healthcheck_instruction.rs"
    ))
    .confidence(Confidence::Low)
    .examples(&[
        Example::new(
            "
            FROM debian:12   #! no `HEALTHCHECK` says how to see that the program works
            CMD [\"/bin/web\"]
            ",
        ),
        Example::new(
            "
            FROM debian:12
            HEALTHCHECK CMD [\"/bin/web\", \"--check\"]
            CMD [\"/bin/web\"]
            ",
        ),
        Example::new(
            "
            FROM scratch
            COPY data /data
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    let runs = [Keyword::Cmd, Keyword::Entrypoint]
        .into_iter()
        .any(|keyword| build.image_instructions(keyword).next().is_some());
    let checks = build
        .image_instructions(Keyword::Healthcheck)
        .next()
        .is_some();
    let last = build
        .last_stage()
        .and_then(|last| build.file().stages.get(last));
    let from = last.and_then(|stage| build.file().instructions.get(stage.instructions.start));
    if let Some(from) = from.filter(|_| runs && !checks) {
        let message = "no `HEALTHCHECK` says how to see that the program works";
        judge.fail(build.failure(from.place, "healthcheck", message));
    }
}
