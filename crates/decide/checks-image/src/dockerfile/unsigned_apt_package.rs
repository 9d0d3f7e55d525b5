//! apt installs only packages whose source is signed.
//!
//! # Why
//! The signature is all that proves who made the packages: mirrors and proxies are trusted by
//! nobody.
//!
//! # Fix
//! Put the key of the source into `/etc/apt/keyrings`, name it with `signed-by`, and drop the
//! switch.
//!
//! # See
//! apt-secure(8)
//! CIS Docker 4.11

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::shell::Word;
use super::switches;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("unsigned_apt_package.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN apt-get install -y --allow-unauthenticated a
            #! `apt-get` is run with `--allow-unauthenticated`
            RUN echo 'deb [trusted=yes] https://example.com /' > /etc/apt/sources.list.d/a.list
            #! a source of apt is trusted without a signature
            ",
        ),
        Example::new(
            "
            FROM debian:12
            RUN apt-get install -y a
            RUN echo 'deb [signed-by=/etc/apt/keyrings/a.gpg] https://example.com /' > \\
                /etc/apt/sources.list.d/a.list
            ",
        ),
    ]);

static SWITCHES: [switches::Switch; 1] = [switches::Switch::options(
    &["apt-get", "apt", "aptitude"],
    &[
        "--allow-unauthenticated",
        "--force-yes",
        "--allow-insecure-repositories",
        "Acquire::https::Verify-Peer=false",
        "Acquire::https::Verify-Host=false",
        "APT::Get::AllowUnauthenticated=true",
        "Acquire::AllowInsecureRepositories=true",
    ],
)];

fn run(build: &BuildFile, judge: &mut Judge) {
    switches::judge(build, judge, &SWITCHES, &[]);
    for (_, command) in build.commands() {
        let trusted = |word: &&Word| {
            word.text.starts_with("deb") && word.text.contains("trusted=yes")
                || word.text == "[trusted=yes]"
        };
        if let Some(word) = command.words.iter().find(trusted) {
            let message = "a source of apt is trusted without a signature";
            judge.fail(build.complaint(word.place, message));
        }
    }
}
