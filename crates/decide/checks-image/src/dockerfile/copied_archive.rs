//! An archive is unpacked by `ADD`, not copied first.
//!
//! # Why
//! The layer of `COPY` keeps the archive for ever, beside what was unpacked from it.
//!
//! # Fix
//! `ADD archive.tar.gz /where/` unpacks and leaves nothing behind; or mount the file for the one
//! step: `RUN --mount=type=bind,source=archive.tar.gz,target=/a.tar.gz tar -xf /a.tar.gz`.
//!
//! # See
//! Dockerfile reference: ADD

use std::collections::HashSet;

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;
use super::shell::{Command, base_name};

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Negligible, run)
    .doc(seaworthy_check::header!("copied_archive.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            COPY app.tar.gz /tmp/   #! `app.tar.gz` is copied and then unpacked
            RUN tar -xzf /tmp/app.tar.gz -C /srv
            ",
        ),
        Example::new(
            "
            FROM debian:12 AS build
            COPY app.tar.gz /tmp/
            RUN tar -xzf /tmp/app.tar.gz -C /srv
            FROM debian:12
            ADD app.tar.gz /srv/
            COPY other.tar.gz /data/
            ",
        ),
    ]);

const ARCHIVES: &[&str] = &[
    ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".txz", ".tbz2",
];

fn run(build: &BuildFile, judge: &mut Judge) {
    let unpacked = unpacked(build);
    for copy in build.image_instructions(Keyword::Copy) {
        // `ADD` takes nothing from other stages.
        if copy.flag("from").is_some() {
            continue;
        }
        let words: Vec<_> = copy.arguments.words().collect();
        for word in words.split_last().map_or(&[][..], |(_, sources)| sources) {
            let name = base_name(word.known());
            let archive = ARCHIVES.iter().any(|end| name.ends_with(end));
            if archive && unpacked.contains(name) {
                let message = format!("`{name}` is copied and then unpacked");
                judge.fail(build.complaint(word.place, message));
            }
        }
    }
}

/// Names of files that steps of the image give to tar to be unpacked.
fn unpacked(build: &BuildFile) -> HashSet<&str> {
    let commands = build.image_steps().flat_map(|step| step.commands.iter());
    let unpack = commands.filter(|command| {
        let extracts = command.letter('x').is_some()
            || command.option(&["--extract"]).is_some()
            || command
                .action()
                .is_some_and(|word| word.text.starts_with('x'));
        command.program() == "tar" && extracts
    });
    let words = unpack.flat_map(Command::arguments);
    words.map(|word| base_name(&word.text)).collect()
}
