//! What is compiled is built in a stage of its own.
//!
//! # Why
//! The image that runs keeps the source, the compiler and everything that the build fetched: more
//! to steal, more to use, and more to renew.
//!
//! # Fix
//! Name the stage (`FROM golang:1.25 AS build`), and copy the result into a small one: `COPY
//! --from=build /out/web /web`.
//!
//! # See
//! NIST SP 800-190 4.1.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::{Confidence, Severity};

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-02", Severity::Low, run)
    .doc(seaworthy_check::header!("built_where_it_runs.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            FROM golang:1.25
            COPY . /src
            RUN cd /src && go build -o /web .   #! `go build` runs in the stage that makes the image
            CMD [\"/web\"]
            ",
        ),
        Example::new(
            "
            FROM golang:1.25 AS build
            RUN go build -o /web .
            FROM scratch
            COPY --from=build /web /web
            CMD [\"/web\"]
            ",
        ),
        Example::new(
            "
            FROM golang:1.25
            RUN go build -o /web .
            ",
        ),
    ]);

/// Programs and what they are told when they compile.
const BUILDS: &[(&str, &[&str])] = &[
    ("go", &["build", "install"]),
    ("cargo", &["build", "install"]),
    ("mvn", &["package", "install", "verify"]),
    ("gradle", &["build", "assemble", "bootJar"]),
    ("gradlew", &["build", "assemble", "bootJar"]),
    ("dotnet", &["build", "publish"]),
];

fn run(build: &BuildFile, judge: &mut Judge) {
    let starts = [Keyword::Cmd, Keyword::Entrypoint]
        .into_iter()
        .any(|keyword| build.image_instructions(keyword).next().is_some());
    if !starts {
        return;
    }
    for step in build.image_steps() {
        for command in &*step.commands {
            let known = BUILDS
                .iter()
                .find(|(program, _)| *program == command.program());
            let told = known.and_then(|(_, told)| {
                command
                    .operands()
                    .find(|word| told.contains(&word.text.as_str()))
            });
            if let Some(told) = told {
                let program = command.program();
                let message = format!(
                    "`{program} {}` runs in the stage that makes the image",
                    told.text
                );
                judge.fail(build.complaint(command.place(), message));
                return;
            }
        }
    }
}
