//! The last stage of a Dockerfile ends with a user that is not root.
//!
//! # Why
//! What `USER` says last holds for every container of the image. A process that is root in its
//! container is root to the kernel as well.
//!
//! # Fix
//! End the last stage with `USER 10001`, a number, so that `runAsNonRoot` can be checked without
//! looking into the image. Stages that only build may run as root.
//!
//! # See
//! CIS Docker 4.1
//! Dockerfile reference: USER

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::{Base, Keyword};
use seaworthy_model::{Confidence, Severity};

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-03", Severity::High, run)
    .doc(seaworthy_check::header!("root_user_instruction.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12 AS build
            USER root
            FROM debian:12
            USER root   #! the image runs as root
            CMD [\"/bin/web\"]
            ",
        ),
        Example::new(
            "
            FROM debian:12   #! no `USER` is named, so the image runs as the user of its base
            CMD [\"/bin/web\"]
            ",
        ),
        Example::new(
            "
            FROM debian:12 AS build
            USER root
            FROM debian:12
            USER 10001
            ",
        ),
        Example::new(
            "
            FROM scratch
            COPY data /data
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    let file = build.file();
    let Some(last) = build.last_stage() else {
        return judge.not_applicable();
    };
    if let Some(user) = file.effective(last, Keyword::User) {
        let word = user.arguments.words().next();
        let Some(name) = word.and_then(|word| word.value.as_deref()) else {
            let reason = "its variable gets its value from the build";
            return judge.unknown("the user of the image", reason);
        };
        let name = name.split(':').next().unwrap_or_default();
        let number = name.parse::<u64>().ok();
        if matches!(name, "root" | "ContainerAdministrator") || number == Some(0) {
            judge.fail(build.failure(user.place, "user", "the image runs as root"));
        }
        return;
    }
    // An image of data that nothing is started from has no user.
    let starts = [Keyword::Cmd, Keyword::Entrypoint]
        .into_iter()
        .any(|keyword| file.effective(last, keyword).is_some());
    if build.base() == Some(&Base::Scratch) && !starts {
        return judge.not_applicable();
    }
    let root = file.lineage(last).last().copied();
    let stage = root.and_then(|root| file.stages.get(root));
    let from = root.and_then(|root| file.stage_instructions(root).first());
    let (Some(stage), Some(from)) = (stage, from) else {
        return;
    };
    // Many bases name a user of their own; what they do is not told here.
    let confidence = match &stage.base {
        Base::Image(name) if runs_without_root(name) => return,
        Base::Scratch => Confidence::High,
        _ => Confidence::Medium,
    };
    let message = "no `USER` is named, so the image runs as the user of its base";
    let failure = build.failure(from.place, "user", message);
    judge.fail(failure.confidence(confidence));
}

/// Families of images whose makers document that they run as another user.
fn runs_without_root(name: &str) -> bool {
    let name = name.split('@').next().unwrap_or(name);
    ["nonroot", "rootless", "unprivileged", "-chiseled"]
        .iter()
        .any(|part| name.contains(part))
        || name.starts_with("cgr.dev/chainguard/")
        || name.starts_with("bitnami/")
        || name.contains("/bitnami/")
}
