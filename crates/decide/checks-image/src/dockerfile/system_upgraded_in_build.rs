//! The packages of the base are renewed by a newer base, not by a step.
//!
//! # Why
//! An upgrade in a step gives another image with every build and doubles the size of what it
//! renews; a change of the release breaks what the base was made of.
//!
//! # Fix
//! Build on a newer image of the base. Where its makers are late with one fix, install that
//! package.
//!
//! # See
//! CIS Docker 4.3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::packages::{self, Manager};

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Negligible, run)
    .doc(seaworthy_check::header!("system_upgraded_in_build.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN apt-get update && apt-get dist-upgrade -y
            #! `apt-get dist-upgrade` renews the whole base
            RUN apk upgrade --no-cache   #! `apk upgrade` renews the whole base
            ",
        ),
        Example::new(
            "
            FROM debian:12
            RUN apt-get install -y --only-upgrade openssl
            RUN yum update -y openssl
            RUN apk add --no-cache --upgrade curl && apk upgrade --no-cache openssl
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for step in build.image_steps() {
        for command in &*step.commands {
            let Some((manager, _)) = packages::manager(command) else {
                continue;
            };
            let mut operands = command.operands();
            let action = operands.next().map_or("", |word| word.text.as_str());
            let upgrades: &[&str] = match manager {
                Manager::Apt => &["upgrade", "dist-upgrade", "full-upgrade", "safe-upgrade"],
                Manager::Apk => &["upgrade"],
                Manager::Yum | Manager::Dnf | Manager::Microdnf => {
                    &["update", "upgrade", "distro-sync", "system-upgrade"]
                }
                Manager::Zypper => &["update", "up", "dist-upgrade", "dup", "patch"],
                _ => &[],
            };
            let security = command.option(&["--security"]).is_some();
            // With names it renews those packages only.
            if upgrades.contains(&action) && operands.next().is_none() && !security {
                let program = command.program();
                let message = format!("`{program} {action}` renews the whole base");
                judge.fail(build.complaint(command.place(), message));
            }
        }
    }
}
