//! The shell of a build is named by `SHELL`.
//!
//! # Why
//! A link over `/bin/sh` changes every script of the image, those of the distribution too, which
//! were written for another shell.
//!
//! # Fix
//! Write `SHELL ["/bin/bash", "-c"]`.
//!
//! # See
//! Dockerfile reference: SHELL

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Negligible, run)
    .doc(seaworthy_check::header!("shell_replaced_by_link.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN ln -sf /bin/bash /bin/sh   #! `/bin/sh` becomes another shell for all scripts
            ",
        ),
        Example::new(
            "
            FROM debian:12
            SHELL [\"/bin/bash\", \"-c\"]
            RUN ln -s /opt/a /usr/bin/a
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for (_, command) in build.commands() {
        let target = command
            .operands()
            .last()
            .map_or("", |word| word.text.as_str());
        let target = matches!(target, "/bin/sh" | "/usr/bin/sh");
        let replaces = command.is(&["ln", "mv", "cp"]) && command.operands().count() > 1;
        if replaces && target {
            let message = "`/bin/sh` becomes another shell for all scripts";
            judge.fail(build.complaint(command.place(), message));
        }
    }
}
