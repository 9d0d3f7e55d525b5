//! No file of credentials is copied into a build.
//!
//! # Why
//! A layer keeps what was copied into it, even when a later step deletes the file, and everybody
//! who pulls the image has it.
//!
//! # Fix
//! Mount it for the one step that needs it (`RUN --mount=type=secret,id=npmrc,target=/root/.npmrc
//! …`), and name it in `.dockerignore`.
//!
//! # See
//! CIS Docker 4.10
//! NIST SP 800-190 4.1.4

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::{Confidence, Severity};

use super::BuildFile;
use super::credentials;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-06", Severity::High, run)
    .doc(seaworthy_check::header!("copied_credential_file.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            FROM debian:12
            COPY .env id_rsa /srv/   #! `.env` is a file of credentials
            ADD .aws /root/.aws   #! `.aws` is a file of credentials
            ",
        ),
        Example::new(
            "
            FROM debian:12
            COPY .env.example ca.pem id_rsa.pub /srv/
            COPY --from=debian:12 /etc/ssl/private/x.key /x
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    let copies = build.instructions(Keyword::Copy);
    for copy in copies.chain(build.instructions(Keyword::Add)) {
        let from = copy.flag("from").and_then(|flag| flag.value.as_ref());
        // What another image holds is its own fault.
        if from.is_some_and(|from| from.known().contains(['/', ':'])) {
            continue;
        }
        let words: Vec<_> = copy.arguments.words().collect();
        let sources = words.split_last().map_or(&[][..], |(_, sources)| sources);
        let mut found = sources
            .iter()
            .filter(|word| credentials::is_file(word.known()));
        let Some(word) = found.next() else {
            continue;
        };
        // A stage that only builds leaves it in the cache of the builder, not in the image.
        let kept = copy
            .stage
            .is_some_and(|stage| build.lineage().contains(&stage));
        let severity = if kept { Severity::High } else { Severity::Low };
        let message = format!("`{}` is a file of credentials", word.known());
        judge.fail(build.complaint(word.place, message).severity(severity));
    }
}
