//! apk installs only packages that are signed.
//!
//! # Why
//! The signature is all that proves who made the packages: mirrors and proxies are trusted by
//! nobody.
//!
//! # Fix
//! Put the key of the maker into `/etc/apk/keys`, and drop `--allow-untrusted`.
//!
//! # See
//! CIS Docker 4.11

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::switches;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("unsigned_apk_package.rs"))
    .examples(&[
        Example::new(
            "
            FROM alpine:3.22
            RUN apk add --no-cache --allow-untrusted ./a.apk
            #! `apk` is run with `--allow-untrusted`
            ",
        ),
        Example::new(
            "
            FROM alpine:3.22
            RUN apk add --no-cache curl=8
            ",
        ),
    ]);

static SWITCHES: [switches::Switch; 1] =
    [switches::Switch::options(&["apk"], &["--allow-untrusted"])];

fn run(build: &BuildFile, judge: &mut Judge) {
    switches::judge(build, judge, &SWITCHES, &[]);
}
