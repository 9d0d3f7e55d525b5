//! No credential is handed to a build as an `ARG`.
//!
//! # Why
//! A default stands in the file for everybody who reads it, and what is handed over stands in the
//! history of the image for everybody who pulls it.
//!
//! # Fix
//! Use a secret of the build (`RUN --mount=type=secret,id=NAME …`) and change what was told like
//! this.
//!
//! # See
//! CIS Docker 4.10
//! BuildKit rule SecretsUsedInArgOrEnv
//! NIST SP 800-190 4.1.4

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;
use super::credentials;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-06", Severity::High, run)
    .doc(seaworthy_check::header!("credential_argument.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            ARG NPM_TOKEN=a1b2c3d4   #! the argument `NPM_TOKEN` holds a credential
            ARG DB_PASSWORD   #! the argument `DB_PASSWORD` is for a credential
            ",
        ),
        Example::new(
            "
            FROM debian:12
            ARG TOKEN_URL=https://example.com/token
            ARG PASSWORD_FILE=/run/secrets/a
            ARG DB_PASSWORD=
            RUN --mount=type=secret,id=npm npm ci
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for argument in build.instructions(Keyword::Arg) {
        for pair in argument.arguments.pairs() {
            let name = pair.name.known();
            if !credentials::is_name(name) {
                continue;
            }
            // The value itself is never shown.
            let (what, severity) = match &pair.value {
                None => ("is for", Severity::Medium),
                Some(word) if credentials::is_value(word.known()) => ("holds", Severity::High),
                Some(_) => continue,
            };
            let message = format!("the argument `{name}` {what} a credential");
            let failure = build.failure(pair.name.place, name, message);
            judge.fail(failure.severity(severity));
        }
    }
}
