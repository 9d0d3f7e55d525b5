//! No credential is set by `ENV`.
//!
//! # Why
//! Variables stand in the configuration of the image and of every container, for everybody who can
//! pull it or look at it, and go to every program that it starts.
//!
//! # Fix
//! Give it to the container when it starts, best as a file; for a build step use
//! `RUN --mount=type=secret,id=NAME …`. Change what was told like this.
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
    .doc(seaworthy_check::header!("credential_variable.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            ENV MYSQL_ROOT_PASSWORD=hunter2
            #! the variable `MYSQL_ROOT_PASSWORD` holds a credential
            ",
        ),
        Example::new(
            "
            FROM debian:12
            ARG TOKEN
            ENV API_TOKEN=$TOKEN   #! the variable `API_TOKEN` takes a credential from the build
            ",
        ),
        Example::new(
            "
            FROM debian:12
            ENV PASSWORD_FILE=/run/secrets/db API_TOKEN=\"\" PWD=/srv MAX_TOKENS=4096 \\
                USE_TOKEN=false
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for set in build.instructions(Keyword::Env) {
        for pair in set.arguments.pairs() {
            let name = pair.name.known();
            let Some(value) = pair.value.as_ref().filter(|_| credentials::is_name(name)) else {
                continue;
            };
            // The value itself is never shown.
            let what = match &value.value {
                None => "takes a credential from the build",
                Some(value) if credentials::is_value(value) => "holds a credential",
                Some(_) => continue,
            };
            let message = format!("the variable `{name}` {what}");
            judge.fail(build.failure(pair.name.place, name, message));
        }
    }
}
