//! Package managers are told the answer to their questions.
//!
//! # Why
//! A build has nobody to answer: the step ends with an error, or hangs.
//!
//! # Fix
//! Give `-y` (`apt-get`, `yum`, `dnf`), or `--non-interactive` (`zypper`).
//!
//! # See
//! apt-get(8)
//! dnf(8)

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::packages::{self, Manager};

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("unanswered_package_prompt.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN apt-get update && apt-get install curl   #! `apt-get install` waits for an answer
            RUN zypper install curl   #! `zypper install` waits for an answer
            RUN dnf install curl   #! `dnf install` waits for an answer
            ",
        ),
        Example::new(
            "
            FROM debian:12
            RUN apt-get install -qqy curl && apt-get -y install a && apt-get install --assume-yes b
            RUN yes | apt-get install c
            RUN zypper -n in d && zypper --non-interactive install e && dnf -y install f
            RUN apt-get -o APT::Get::Assume-Yes=true install g
            RUN --mount=type=bind,source=a.deb,target=/a.deb apt-get install -qq /a.deb
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    let configured = build.commands().any(|(_, command)| {
        command
            .words
            .iter()
            .any(|word| word.text.contains("Assume-Yes"))
    });
    for step in build.steps() {
        for pipeline in step.pipelines() {
            let [before @ .., command] = pipeline.as_slice() else {
                continue;
            };
            let fed = before
                .iter()
                .any(|other| matches!(other.program(), "yes" | "echo" | "printf"));
            let Some(install) = packages::install(command).filter(|_| !fed) else {
                continue;
            };
            let quiet = install
                .arguments
                .iter()
                .filter(|word| word.text == "-q")
                .count()
                > 1;
            let answered = match install.manager {
                Manager::Apt => {
                    install.has(&["-y", "--yes", "--assume-yes", "--force-yes", "-qq"])
                        || install
                            .arguments
                            .iter()
                            .any(|word| is_very_quiet(&word.text))
                        || quiet
                        || configured
                }
                Manager::Yum | Manager::Dnf | Manager::Microdnf => {
                    install.has(&["-y", "--assumeyes", "--assume-yes"])
                }
                Manager::Zypper => install.has(&["-n", "--non-interactive", "-y", "--no-confirm"]),
                _ => true,
            };
            let variable = install
                .arguments
                .iter()
                .any(|word| word.expands && word.text.starts_with('$'));
            if answered || variable && install.packages.is_empty() {
                continue;
            }
            let (program, action) = (install.program, &install.action.text);
            let message = format!("`{program} {action}` waits for an answer");
            let patch = build.word_added(install.action, "-y");
            judge.fail(build.complaint(command.place(), message).patch(patch));
        }
    }
}

/// `-qq` and `-qqy`: the second level of quiet means yes.
fn is_very_quiet(word: &str) -> bool {
    let letters = word.strip_prefix('-').unwrap_or_default();
    !letters.starts_with('-') && letters.matches('q').count() > 1 || word == "-q=2"
}
