//! `ONBUILD` holds only instructions that may stand there.
//!
//! # Why
//! `ONBUILD`, `FROM` and `MAINTAINER` within `ONBUILD` are refused: the build fails.
//!
//! # Fix
//! Drop it, or put the instruction into the file of the image that is built on this one.
//!
//! # See
//! Dockerfile reference: ONBUILD

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("forbidden_onbuild.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            ONBUILD FROM debian:12   #! `ONBUILD` cannot hold `FROM`
            ",
        ),
        Example::new(
            "
            FROM debian:12
            ONBUILD COPY . /srv/
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    let file = build.file();
    for one in &file.instructions {
        if one.keyword != Keyword::Onbuild || one.on_build.is_some() {
            continue;
        }
        let text = file.source.slice(one.keyword_place.end, one.place.end);
        let inner = text.split_whitespace().next().and_then(Keyword::parse);
        if let Some(inner @ (Keyword::Onbuild | Keyword::From | Keyword::Maintainer)) = inner {
            let message = format!("`ONBUILD` cannot hold `{}`", inner.name());
            judge.fail(build.complaint(one.place, message));
        }
    }
}
