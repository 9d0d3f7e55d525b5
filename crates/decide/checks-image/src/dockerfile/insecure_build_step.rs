//! No build step runs with the rights or the network of the machine that builds.
//!
//! # Why
//! `--security=insecure` runs the step privileged, and `--network=host` beside the services of the
//! builder: whoever controls the base image or a package has the machine, and with it every image
//! made there.
//!
//! # Fix
//! Drop the flag; do what needs such rights outside of the build.
//!
//! # See
//! Dockerfile reference: RUN --security, RUN --network

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::High, run)
    .doc(seaworthy_check::header!("insecure_build_step.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN --security=insecure make   #! the step runs with `--security=insecure`
            RUN --network=host make   #! the step runs with `--network=host`
            ",
        ),
        Example::new(
            "
            FROM debian:12
            RUN --network=none --security=sandbox make
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for step in build.instructions(Keyword::Run) {
        let worst = [
            ("security", "insecure", Severity::High),
            ("network", "host", Severity::Low),
        ];
        for (name, value, severity) in worst {
            let flag = step.flag(name);
            let set = flag.and_then(|flag| flag.value.as_ref());
            if let Some(flag) = flag.filter(|_| set.is_some_and(|set| set.known() == value)) {
                let message = format!("the step runs with `--{name}={value}`");
                judge.fail(build.complaint(flag.place, message).severity(severity));
            }
        }
    }
}
