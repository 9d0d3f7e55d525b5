//! A key of one source of packages is trusted for that source only.
//!
//! # Why
//! What `apt-key` adds is trusted for every source: who has that key may sign packages of the
//! distribution too. It is deprecated, and newer releases do not have it.
//!
//! # Fix
//! Put the key into `/etc/apt/keyrings/NAME.gpg`, and name it in the source: `deb
//! [signed-by=/etc/apt/keyrings/NAME.gpg] …`.
//!
//! # See
//! apt-key(8)

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("key_for_all_sources.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN curl -fsSL https://example.com/key | apt-key add -
            #! `apt-key` trusts a key for every source
            ",
        ),
        Example::new(
            "
            FROM debian:12
            RUN curl -fsSL https://example.com/key -o /etc/apt/keyrings/a.asc
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for (_, command) in build.commands() {
        let action = command.operands().map(|word| word.text.as_str());
        let adds = action.into_iter().any(|word| matches!(word, "add" | "adv"))
            || command.option(&["--recv-keys"]).is_some();
        if command.program() == "apt-key" && adds {
            let message = "`apt-key` trusts a key for every source";
            judge.fail(build.complaint(command.place(), message));
        }
    }
}
