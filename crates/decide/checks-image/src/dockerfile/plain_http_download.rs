//! Nothing is downloaded over plain HTTP without a digest.
//!
//! # Why
//! Whoever sits on the way changes what arrives, and nothing shows it.
//!
//! # Fix
//! Use `https://`, and compare what was fetched with a digest that stands in the file.
//!
//! # See
//! CWE-319
//! CIS Docker 4.11

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("plain_http_download.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN curl -o /a http://example.com/a   #! `curl` fetches http://example.com/a unprotected
            ",
        ),
        Example::new(
            "
            FROM debian:12
            RUN curl -o /a https://example.com/a && wget http://localhost:8080/
            RUN wget http://example.com/b && echo \"abc  b\" | sha256sum -c
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for step in build.steps() {
        // A digest or signature of what was fetched makes the way of no importance.
        let checks = step.commands.iter().any(|command| {
            let program = command.program();
            program.ends_with("sum") || matches!(program, "gpg" | "gpgv" | "cosign" | "minisign")
        });
        if checks {
            continue;
        }
        for command in &*step.commands {
            if !command.is(&["curl", "wget", "aria2c", "wget2"]) {
                continue;
            }
            let remote = command.arguments().iter().find(|word| {
                let host = word.text.strip_prefix("http://");
                host.is_some_and(|host| {
                    !["localhost", "127.", "[::1]", "$", "0.0.0.0"]
                        .iter()
                        .any(|local| host.starts_with(local))
                })
            });
            if let Some(word) = remote {
                let shown = crate::checks::remote_add::shown_address(&word.text);
                let message = format!("`{}` fetches {shown} unprotected", command.program());
                judge.fail(build.complaint(word.place, message));
            }
        }
    }
}
