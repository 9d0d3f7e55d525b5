//! Only the packages that are asked for are installed, with what they need.
//!
//! # Why
//! apt installs what packages recommend as well: documentation, servers, interpreters. Each is one
//! more that needs fixes and that an intruder may use.
//!
//! # Fix
//! Give `--no-install-recommends`, and name what is missing then.
//!
//! # See
//! CIS Docker 4.3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::packages::{self, Manager};

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-02", Severity::Negligible, run)
    .doc(seaworthy_check::header!("recommended_packages.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN apt-get update && apt-get install -y curl
            #! `apt-get install` takes recommended packages too
            ",
        ),
        Example::new(
            "
            FROM debian:12 AS build
            RUN apt-get update && apt-get install -y gcc
            FROM debian:12
            RUN apt-get update && apt-get install -y --no-install-recommends curl
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    let configured = build.commands().any(|(_, command)| {
        command
            .words
            .iter()
            .any(|word| word.text.contains("Install-Recommends"))
    });
    if configured {
        return;
    }
    for step in build.image_steps() {
        let installs = step.commands.iter().filter_map(packages::install);
        let mut installs = installs.filter(|install| {
            install.manager == Manager::Apt
                && !install.has(&["--no-install-recommends", "--without-recommends", "-R"])
                && !install.packages.is_empty()
        });
        if let Some(install) = installs.next() {
            let program = install.program;
            let message = format!("`{program} install` takes recommended packages too");
            judge.fail(build.complaint(install.action.place, message));
        }
    }
}
