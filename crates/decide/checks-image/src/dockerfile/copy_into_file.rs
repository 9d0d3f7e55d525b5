//! A copy of several files names a folder.
//!
//! # Why
//! With a target that does not end in `/` the build fails, since several files cannot become one.
//!
//! # Fix
//! End the target with `/`.
//!
//! # See
//! Dockerfile reference: COPY

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::{Arguments, Keyword};
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("copy_into_file.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            COPY a.txt b.txt /srv   #! several files are copied to `/srv`, which does not end in `/`
            ",
        ),
        Example::new(
            "
            FROM debian:12
            COPY a.txt b.txt /srv/
            COPY a.txt b.txt ./
            COPY a.txt b.txt .
            COPY a.txt /srv
            COPY [\"a\", \"b\", \"/c/\"]
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    let copies = build.instructions(Keyword::Copy);
    for copy in copies.chain(build.instructions(Keyword::Add)) {
        let words: Vec<_> = copy.arguments.words().collect();
        let [_, _, .., target] = words.as_slice() else {
            continue;
        };
        let Some(path) = &target.value else {
            continue;
        };
        let folder = path.ends_with(['/', '\\']) || matches!(path.as_str(), "." | "..");
        if folder || path.ends_with("/.") {
            continue;
        }
        let message = format!("several files are copied to `{path}`, which does not end in `/`");
        let plain = matches!(copy.arguments, Arguments::Words(_)) && target.text == *path;
        let patch = build
            .replaced(target.place, &format!("{path}/"))
            .filter(|_| plain);
        judge.fail(build.complaint(target.place, message).patch(patch));
    }
}
