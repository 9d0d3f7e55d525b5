//! A Dockerfile begins with `FROM`, or with the arguments for it.
//!
//! # Why
//! Before the first `FROM` there is no image to change: the build fails.
//!
//! # Fix
//! Move the instruction behind `FROM`.
//!
//! # See
//! Dockerfile reference: FROM

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("instruction_before_from.rs"))
    .examples(&[
        Example::new(
            "
            LABEL a=b   #! `LABEL` stands before the first `FROM`
            FROM debian:12
            ",
        ),
        Example::new(
            "
            ARG VERSION=12
            FROM debian:${VERSION}
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for one in &build.file().instructions {
        if one.stage.is_none() && one.keyword != Keyword::Arg {
            let message = format!("`{}` stands before the first `FROM`", one.keyword.name());
            judge.fail(build.complaint(one.place, message));
        }
    }
}
