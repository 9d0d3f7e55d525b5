//! No build step calls `sudo`.
//!
//! # Why
//! Steps run as root already, or as the user that `USER` names. `sudo` is one more setuid program
//! in the image, and whoever takes over the program may use it as well.
//!
//! # Fix
//! Drop it; where a step needs root, write `USER root` before and the other user behind it.
//!
//! # See
//! CIS Docker 4.8

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-03", Severity::Low, run)
    .doc(seaworthy_check::header!("sudo_in_build.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            USER root
            RUN apt-get update && sudo apt-get install -y curl   #! the step calls `sudo`
            RUN sudo make && sudo make install   #! the step calls `sudo`
            ",
        ),
        Example::new(
            "
            FROM debian:12
            RUN apt-get install -y sudo
            RUN echo \"use sudo x\" > /etc/motd
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for step in build.steps() {
        let mut calls = step.commands.iter().filter_map(|command| {
            let wrapper = command.wrappers.first().filter(|word| word.text == "sudo");
            let alone = command.words.first().filter(|word| word.text == "sudo");
            Some((command, wrapper.or(alone)?))
        });
        let Some((command, word)) = calls.next() else {
            continue;
        };
        // Only where the step is known to run as root the word does nothing.
        let only = calls.next().is_none();
        let plain = only && command.wrappers.len() == 1 && is_root(build, step.stage, step.index);
        let patch = build.word_removed(word).filter(|_| plain);
        judge.fail(
            build
                .complaint(word.place, "the step calls `sudo`")
                .patch(patch),
        );
    }
}

/// Whether the last `USER` before an instruction is root.
fn is_root(build: &BuildFile, stage: usize, before: usize) -> bool {
    let file = build.file();
    let lineage = file.lineage(stage).into_iter();
    let ranges = lineage.filter_map(|stage| file.stages.get(stage));
    let numbers = ranges.flat_map(|stage| stage.instructions.clone().rev());
    let mut earlier = numbers
        .filter(|number| *number < before)
        .filter_map(|number| file.instructions.get(number));
    let user = earlier.find(|one| one.keyword == Keyword::User);
    let word = user.and_then(|user| user.arguments.words().next());
    word.is_some_and(|word| matches!(word.known(), "root" | "0" | "0:0" | "root:root"))
}
