//! The folder that an image works in does not depend on its base.
//!
//! # Why
//! A relative `WORKDIR` is added to that of the base image: when the base changes, files and
//! programs are elsewhere.
//!
//! # Fix
//! Write an absolute path.
//!
//! # See
//! CIS Docker 4.9
//! BuildKit rule WorkdirRelativePath

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::{Base, Keyword};
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("relative_workdir.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            WORKDIR app   #! `app` depends on the folder that the base image works in
            ",
        ),
        Example::new(
            "
            FROM debian:12
            WORKDIR /srv
            WORKDIR app
            FROM debian:12
            WORKDIR $HOME/app
            WORKDIR \"/srv\"
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    let file = build.file();
    for (workdir, number) in file.instructions.iter().zip(0..) {
        let (Keyword::Workdir, Some(stage)) = (workdir.keyword, workdir.stage) else {
            continue;
        };
        let word = workdir.arguments.words().next();
        let Some(word) = word.filter(|word| is_relative(word.known())) else {
            continue;
        };
        let lineage = file.lineage(stage);
        let first = lineage.last().and_then(|first| file.stages.get(*first));
        // An empty base works in `/`.
        if first.is_some_and(|first| first.base == Base::Scratch) {
            continue;
        }
        let lineage = lineage.into_iter();
        let ranges = lineage.filter_map(|stage| file.stages.get(stage));
        let mut earlier = ranges.flat_map(|stage| stage.instructions.clone());
        let works = earlier.any(|other| {
            let other = file.instructions.get(other).filter(|_| other < number);
            other.is_some_and(|other| other.keyword == Keyword::Workdir)
        });
        if !works {
            let path = word.known();
            let message = format!("`{path}` depends on the folder that the base image works in");
            judge.fail(build.complaint(word.place, message));
        }
    }
}

fn is_relative(path: &str) -> bool {
    let path = path.trim_matches(['"', '\'']);
    let drive = path.chars().nth(1) == Some(':');
    !path.is_empty() && !path.starts_with(['/', '$', '%', '\\']) && !drive
}
