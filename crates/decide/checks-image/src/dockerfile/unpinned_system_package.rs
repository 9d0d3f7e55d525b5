//! Packages of the system are installed in versions that the file names.
//!
//! # Why
//! The same file gives other packages from day to day, and nobody can tell from it what an image
//! holds.
//!
//! # Fix
//! Name the version (`curl=8.5.0-2`), or install from a snapshot of the archive; where new fixes
//! matter more than equal builds, allow this check.
//!
//! # See
//! Docker documentation: building best practices

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::packages::{self, Manager};
use super::shell::Word;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Negligible, run)
    .doc(seaworthy_check::header!("unpinned_system_package.rs"))
    .examples(&[
        Example::new(
            "
            FROM alpine:3.22
            RUN apk add --no-cache curl git   #! no version is named for `curl`, `git`
            ",
        ),
        Example::new(
            "
            FROM alpine:3.22
            RUN apk add --no-cache curl=8.14.1-r2 'git>2' $PACKAGES ./local.apk && \\
                dnf install -y bash-5.2
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for step in build.image_steps() {
        for command in &*step.commands {
            let Some(install) = packages::install(command) else {
                continue;
            };
            let rpm = match install.manager {
                Manager::Apt | Manager::Apk => false,
                Manager::Yum | Manager::Dnf | Manager::Microdnf | Manager::Zypper => true,
                _ => continue,
            };
            let open: Vec<&Word> = install
                .named()
                .filter(|word| !is_pinned(&word.text, rpm))
                .collect();
            if let Some(first) = open.first() {
                let names = packages::listed(open.iter().copied());
                let message = format!("no version is named for {names}");
                judge.fail(build.complaint(first.place, message));
            }
        }
    }
}

fn is_pinned(name: &str, rpm: bool) -> bool {
    // `name-1.2`: what follows a dash is a number. Groups and patterns have no version.
    let dashed = name
        .split('-')
        .skip(1)
        .any(|part| part.starts_with(|c: char| c.is_ascii_digit()));
    name.contains(['=', '<', '>', '~', '@', '/']) || rpm && dashed
}
