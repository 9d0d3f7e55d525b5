//! What the image starts is named as a list, without a shell in between.
//!
//! # Why
//! A text is given to `/bin/sh -c`: the shell is process 1 and keeps signals from the program, so
//! that it is killed instead of stopped; and images without a shell cannot start at all.
//!
//! # Fix
//! Write a list: `ENTRYPOINT ["/bin/web", "--port", "80"]`. Where a shell is needed, begin the text
//! with `exec`.
//!
//! # See
//! BuildKit rule JSONArgsRecommended

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::{Arguments, Keyword};
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("shell_form_command.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            CMD /bin/web --port 80   #! `CMD` is a text for a shell
            ",
        ),
        Example::new(
            "
            FROM debian:12 AS build
            CMD make
            FROM debian:12
            ENTRYPOINT exec /bin/web --port $PORT
            CMD [\"--help\"]
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    let Some(last) = build.last_stage() else {
        return judge.not_applicable();
    };
    for keyword in [Keyword::Cmd, Keyword::Entrypoint] {
        let Some(instruction) = build.file().effective(last, keyword) else {
            continue;
        };
        if let Arguments::Shell(word) = &instruction.arguments
            && !word.text.trim_start().starts_with("exec ")
            && !word.text.trim_start().starts_with('[')
            && !word.text.trim().is_empty()
        {
            let message = format!("`{}` is a text for a shell", keyword.name());
            judge.fail(build.failure(instruction.place, keyword.name(), message));
        }
    }
}
