//! No build step sets a password.
//!
//! # Why
//! The password is the same in every container, stands in the history of the image, and everybody
//! who can pull the image can read or guess it.
//!
//! # Fix
//! Lock the account (`passwd -l NAME`); where people must sign in, use keys or an identity provider
//! at run time.
//!
//! # See
//! CIS Docker 4.10
//! CWE-259

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::shell::{Command, Word};

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-06", Severity::High, run)
    .doc(seaworthy_check::header!("password_set_in_build.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN echo 'root:hunter2' | chpasswd   #! `chpasswd` sets a password
            RUN useradd -p abc app   #! `useradd` sets a password
            ",
        ),
        Example::new(
            "
            FROM debian:12
            RUN useradd -r -p '*' app && usermod --lock app && passwd -l root
            RUN --mount=type=secret,id=users chpasswd < /run/secrets/users
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for (_, command) in build.commands() {
        let secret = |word: &Word| word.text.starts_with("/run/secrets/");
        let from_secret = command.redirects.iter().any(|(_, word)| secret(word));
        let sets = match command.program() {
            "chpasswd" => !from_secret,
            "passwd" => command.option(&["--stdin"]).is_some() && !from_secret,
            "useradd" | "usermod" | "groupadd" | "adduser" => has_password(command),
            _ => false,
        };
        if sets {
            let message = format!("`{}` sets a password", command.program());
            judge.fail(build.complaint(command.place(), message));
        }
    }
}

/// `-p HASH`, where it is a hash and not the sign of a locked account.
fn has_password(command: &Command) -> bool {
    let arguments = command.arguments();
    let mut pairs = arguments.windows(2);
    let apart = pairs.find_map(|pair| match pair {
        [option, value] if matches!(option.text.as_str(), "-p" | "--password") => Some(value),
        _ => None,
    });
    let joined = arguments
        .iter()
        .find_map(|word| word.text.strip_prefix("--password="));
    let value = apart.map(|word| word.text.as_str()).or(joined);
    // `-p` of adduser and groupadd of BusyBox has other meanings, without a value.
    value.is_some_and(|value| {
        !matches!(value, "" | "*" | "!" | "!!" | "x") && !value.starts_with('-')
    })
}
