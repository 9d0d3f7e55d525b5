//! One program for downloads is enough.
//!
//! # Why
//! Each is another package that needs fixes and that an intruder may use.
//!
//! # Fix
//! Use `curl` or `wget` for all, or `ADD --checksum`.
//!
//! # See
//! CIS Docker 4.3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::packages;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-02", Severity::Negligible, run)
    .doc(seaworthy_check::header!("two_download_tools.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN apt-get update && apt-get install -y curl wget
            #! both `curl` and `wget` are installed
            ",
        ),
        Example::new(
            "
            FROM alpine:3.22
            RUN apk add --no-cache curl && wget -q https://example.com/a
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    let installs = || {
        let commands = build.image_steps().flat_map(|step| step.commands.iter());
        commands.filter_map(packages::install)
    };
    let named = |name: &str| {
        installs().find_map(|install| {
            let mut named = install.packages.iter();
            let word =
                named.find(|word| word.text.split(['=', '<', '>', '~']).next() == Some(name))?;
            Some((install.action.place, word.place))
        })
    };
    if let (Some((_, curl)), Some((_, wget))) = (named("curl"), named("wget")) {
        let later = if curl.start > wget.start { curl } else { wget };
        judge.fail(build.complaint(later, "both `curl` and `wget` are installed"));
    }
}
