//! A step stops when it cannot enter a folder.
//!
//! # Why
//! After `cd x;` a shell goes on when there is no `x`: what follows builds, deletes or unpacks
//! somewhere else.
//!
//! # Fix
//! Write `cd x && …`, or begin with `set -e`.
//!
//! # See
//! ShellCheck SC2164

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::shell::Next;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("unguarded_directory_change.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN cd /src; make install   #! the step goes on when `cd` fails
            ",
        ),
        Example::new(
            "
            FROM debian:12
            RUN cd /src && make install
            RUN set -eux; cd /src; make install
            RUN cd /src || exit 1; make
            SHELL [\"/bin/bash\", \"-ec\"]
            RUN cd /src; make
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for step in build.steps() {
        if step.dialect.errexit || step.sets('e', "errexit") {
            continue;
        }
        let many = step.commands.len();
        let mut commands = step.commands.iter().zip(1..);
        let open = commands.find(|(command, number)| {
            let goes_on = command.next == Next::Sequence && *number < many;
            let home = command
                .operands()
                .next()
                .is_none_or(|word| word.text == "/");
            command.program() == "cd" && goes_on && !command.is_condition && !home
        });
        if let Some((command, _)) = open {
            judge.fail(build.complaint(command.place(), "the step goes on when `cd` fails"));
        }
    }
}
