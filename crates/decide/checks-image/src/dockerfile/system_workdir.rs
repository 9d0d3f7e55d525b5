//! The program does not work in a folder of the system.
//!
//! # Why
//! What the program writes beside itself, and what is copied to `.`, overwrites programs or
//! settings of the system.
//!
//! # Fix
//! Work in a folder of its own, such as `/srv/app` or `/opt/app`.
//!
//! # See
//! Filesystem Hierarchy Standard 3.0

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("system_workdir.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            WORKDIR /usr/bin   #! `/usr/bin` is a folder of the system
            ",
        ),
        Example::new(
            "
            FROM debian:12
            WORKDIR /usr/src/app
            WORKDIR /
            ",
        ),
    ]);

/// Folders of programs, settings and the kernel.
const SYSTEM: &[&str] = &[
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/lib",
    "/lib64",
    "/proc",
    "/run",
    "/sbin",
    "/sys",
    "/usr",
    "/usr/bin",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/bin",
    "/usr/local/sbin",
    "/usr/sbin",
];

fn run(build: &BuildFile, judge: &mut Judge) {
    for workdir in build.image_instructions(Keyword::Workdir) {
        let Some(word) = workdir.arguments.words().next() else {
            continue;
        };
        let path = crate::checks::sensitive_volume::cleaned(word.known());
        if SYSTEM.contains(&path) {
            let message = format!("`{path}` is a folder of the system");
            judge.fail(build.complaint(word.place, message));
        }
    }
}
