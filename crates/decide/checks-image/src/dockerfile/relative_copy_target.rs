//! Files are copied to an absolute path, or behind a `WORKDIR`.
//!
//! # Why
//! Without a `WORKDIR` of its own the target depends on the base image: a newer base may put the
//! files elsewhere.
//!
//! # Fix
//! Set `WORKDIR /srv/app` before, or name the target in full.
//!
//! # See
//! Dockerfile reference: WORKDIR

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::{Base, Keyword};
use seaworthy_model::{Confidence, Severity};

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Negligible, run)
    .doc(seaworthy_check::header!("relative_copy_target.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            FROM debian:12
            COPY app.py .   #! `.` depends on the folder that the base image works in
            ",
        ),
        Example::new(
            "
            FROM debian:12 AS base
            WORKDIR /srv
            FROM base
            COPY app.py .
            FROM scratch
            COPY app.py app.py
            FROM debian:12
            COPY app.py /srv/
            COPY app.py $HOME/
            COPY app.py C:\\srv\\
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    let file = build.file();
    for (copy, number) in file.instructions.iter().zip(0..) {
        let copies = matches!(copy.keyword, Keyword::Copy | Keyword::Add);
        let (true, Some(stage)) = (copies, copy.stage) else {
            continue;
        };
        let Some(target) = copy.arguments.words().last() else {
            continue;
        };
        let path = target.known();
        let drive = path.chars().nth(1) == Some(':');
        if path.starts_with(['/', '$', '%', '\\']) || drive {
            continue;
        }
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
            let message = format!("`{path}` depends on the folder that the base image works in");
            judge.fail(build.complaint(target.place, message));
        }
    }
}
