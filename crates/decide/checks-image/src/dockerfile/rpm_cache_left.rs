//! The cache of yum, dnf or zypper does not stay in the image.
//!
//! # Why
//! Metadata and packages are tens of megabytes in every copy, and are old on the day after.
//!
//! # Fix
//! End the step with `dnf clean all` (or that of `yum`, `microdnf`, `zypper`); in another step it
//! is too late.
//!
//! # See
//! Docker documentation: building best practices

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::packages::{self, Manager};
use super::shell::Word;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-02", Severity::Negligible, run)
    .doc(seaworthy_check::header!("rpm_cache_left.rs"))
    .examples(&[
        Example::new(
            "
            FROM fedora:43
            RUN dnf install -y curl   #! `dnf install` leaves its cache behind
            ",
        ),
        Example::new(
            "
            FROM fedora:43
            RUN dnf install -y curl && dnf clean all
            RUN yum install -y git && rm -rf /var/cache/yum
            RUN --mount=type=cache,target=/var/cache/libdnf5 dnf install -y go
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for step in build.image_steps() {
        let cleans = step.commands.iter().any(|command| {
            let cache = |word: &Word| word.text.starts_with("/var/cache");
            let removes = command.program() == "rm" && command.arguments().iter().any(cache);
            let action = command.action().map_or("", |word| word.text.as_str());
            let manager = packages::manager(command).is_some();
            removes || manager && matches!(action, "clean" | "cc")
        });
        let folders = [
            "/var/cache/yum",
            "/var/cache/dnf",
            "/var/cache/libdnf5",
            "/var/cache/zypp",
        ];
        if cleans || folders.iter().any(|folder| build.is_cached(step, folder)) {
            continue;
        }
        let installs = step.commands.iter().filter_map(packages::install);
        let mut installs = installs.filter(|install| {
            matches!(
                install.manager,
                Manager::Yum | Manager::Dnf | Manager::Microdnf | Manager::Zypper
            )
        });
        if let Some(install) = installs.next() {
            let message = format!("`{} install` leaves its cache behind", install.program);
            judge.fail(build.complaint(install.action.place, message));
        }
    }
}
