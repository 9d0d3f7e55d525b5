//! Accounts with high numbers are made without an entry in the login log.
//!
//! # Why
//! `useradd` writes a line for every number below it into `/var/log/lastlog` and `faillog`: with a
//! number of ten digits the layer grows by gigabytes.
//!
//! # Fix
//! Give `useradd -l`.
//!
//! # See
//! Docker documentation: building best practices, USER

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Negligible, run)
    .doc(seaworthy_check::header!("bloated_login_log.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN useradd -u 1000700000 app   #! `useradd` fills the login log up to 1000700000
            ",
        ),
        Example::new(
            "
            FROM debian:12
            RUN useradd -l -u 1000700000 app && useradd -u 10001 b && \\
                useradd --no-log-init --uid 1000700000 c
            ",
        ),
    ]);

/// Numbers from here on make files of more than twenty megabytes.
const UID_MANY: u64 = 100_000;

fn run(build: &BuildFile, judge: &mut Judge) {
    for step in build.image_steps() {
        for command in &*step.commands {
            let log = command
                .letter('l')
                .or(command.option(&["--no-log-init"]))
                .is_some();
            if command.program() != "useradd" || log {
                continue;
            }
            let mut pairs = command.arguments().windows(2);
            let apart = pairs.find_map(|pair| match pair {
                [option, value] if matches!(option.text.as_str(), "-u" | "--uid") => Some(value),
                _ => None,
            });
            let joined = command
                .arguments()
                .iter()
                .find_map(|word| word.text.strip_prefix("--uid="));
            let number = apart.map(|word| word.text.as_str()).or(joined);
            let number = number.and_then(|number| number.parse::<u64>().ok());
            if let (Some(number), Some(program)) =
                (number.filter(|n| *n >= UID_MANY), command.words.first())
            {
                let message = format!("`useradd` fills the login log up to {number}");
                let patch = build.word_added(program, "-l");
                judge.fail(build.complaint(command.place(), message).patch(patch));
            }
        }
    }
}
