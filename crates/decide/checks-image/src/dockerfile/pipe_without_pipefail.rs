//! A step fails when any part of a pipe fails.
//!
//! # Why
//! A shell looks at the last command of a pipe only: when the download in front of it breaks, the
//! build goes on with half a file.
//!
//! # Fix
//! Begin the step with `set -o pipefail` where the shell knows it (bash, that of BusyBox), set
//! `SHELL ["/bin/bash", "-o", "pipefail", "-c"]`, or write to a file in between.
//!
//! # See
//! Dockerfile reference: RUN, using pipes

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::shell::Next;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("pipe_without_pipefail.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN curl -fsSL https://example.com/a.tgz | tar xz
            #! the exit code of `curl` is lost in a pipe
            ",
        ),
        Example::new(
            "
            FROM debian:12
            SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]
            RUN curl -fsSL https://example.com/a.tgz | tar xz
            FROM debian:12
            RUN set -eo pipefail; curl https://example.com/a | tar xz
            RUN echo \"abc  a\" | sha256sum -c - && yes | make && printf x | cat
            RUN if ldd --version 2>&1 | grep -q musl; then true; fi
            RUN [\"bash\", \"-o\", \"pipefail\", \"-c\", \"curl https://example.com/a | tar xz\"]
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for step in build.steps() {
        if step.dialect.pipefail || step.sets(' ', "pipefail") {
            continue;
        }
        for pipeline in step.pipelines() {
            // What is asked for its answer, or cannot fail, loses nothing.
            let asked = pipeline
                .last()
                .is_some_and(|command| command.is_condition || command.is_negated);
            let before = pipeline.split_last().map_or(&[][..], |(_, before)| before);
            let fails = before.iter().find(|command| {
                let safe = [
                    "echo", "printf", "yes", "true", "cat", ":", "", "seq", "set", "env",
                ];
                command.next == Next::Pipe && !command.is(&safe) && !command.is_condition
            });
            if let Some(command) = fails.filter(|command| !asked && !command.is_nested) {
                let message = format!("the exit code of `{}` is lost in a pipe", command.program());
                judge.fail(build.complaint(command.place(), message));
                break;
            }
        }
    }
}
