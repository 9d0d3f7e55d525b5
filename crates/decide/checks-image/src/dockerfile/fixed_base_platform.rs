//! `FROM` leaves the platform to the build.
//!
//! # Why
//! A platform that stands in the file makes the image for that processor wherever it is built, so
//! that it runs slowly or not at all on others, and builds for several platforms yield one thing
//! twice.
//!
//! # Fix
//! Drop `--platform`, and say `docker build --platform …` where another is wanted. Stages that
//! compile for others use `--platform=$BUILDPLATFORM`.
//!
//! # See
//! BuildKit rule FromPlatformFlagConstDisallowed
//! BuildKit rule RedundantTargetPlatform

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Place;
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Negligible, run)
    .doc(seaworthy_check::header!("fixed_base_platform.rs"))
    .examples(&[
        Example::new(
            "
            FROM --platform=linux/amd64 debian:12   #! the platform `linux/amd64` is fixed
            ",
        ),
        Example::new(
            "
            FROM --platform=$TARGETPLATFORM debian:12
            #! `$TARGETPLATFORM` is what holds without it
            ",
        ),
        Example::new(
            "
            ARG BUILDPLATFORM
            FROM --platform=$BUILDPLATFORM golang:1.25 AS build
            FROM --platform=linux/amd64 debian:12 AS tools-amd64
            FROM debian:12
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for from in build.instructions(Keyword::From) {
        let flag = from.flag("platform");
        let Some((flag, value)) = flag.and_then(|flag| Some((flag, flag.value.as_ref()?))) else {
            continue;
        };
        let text = value.text.trim_matches(['"', '\'']);
        if matches!(text, "$TARGETPLATFORM" | "${TARGETPLATFORM}") {
            let message = format!("`{text}` is what holds without it");
            let end = flag.place.end.saturating_add(1);
            let gone = Place { end, ..flag.place };
            let patch = build.replaced(gone, "");
            judge.fail(build.complaint(flag.place, message).patch(patch));
            continue;
        }
        // A stage that says its processor in its name is one of several for one platform each.
        let stage = from
            .stage
            .and_then(|number| build.file().stages.get(number));
        let name = stage
            .and_then(|stage| stage.name.as_deref())
            .unwrap_or_default();
        let of_platform = text.split('/').skip(1).any(|part| name.contains(part));
        let windows = text.starts_with("windows");
        if !text.contains('$') && !of_platform && !windows {
            let message = format!("the platform `{text}` is fixed");
            judge.fail(build.complaint(flag.place, message));
        }
    }
}
