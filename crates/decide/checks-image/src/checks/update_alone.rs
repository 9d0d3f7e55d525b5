//! No build step refreshes the package lists without using them.
//!
//! # Why
//! A step that only updates the lists is taken from the cache of the builder for weeks; the step
//! that installs then works with old lists and misses fixes.
//!
//! # Fix
//! Join them in one step: `RUN apt-get update && apt-get install -y --no-install-recommends NAME
//! && rm -rf /var/lib/apt/lists/*`.
//!
//! # See
//! CIS Docker 4.7

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::Severity;

use super::steps;

use crate::Image;

/// Package managers whose lists are refreshed apart.
const MANAGERS: &[&str] = &[
    "apt", "apt-get", "aptitude", "apk", "yum", "dnf", "microdnf", "zypper", "pacman",
];

const UPDATES: &[&str] = &["update", "makecache", "refresh", "-Sy"];

const USES: &[&str] = &[
    "install",
    "add",
    "upgrade",
    "dist-upgrade",
    "full-upgrade",
    "build-dep",
    "in",
    "up",
    "groupinstall",
    "download",
    "source",
    "reinstall",
    "-S",
    "-Syu",
    "-U",
];

pub(crate) static CHECK: Check<Image> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("update_alone.rs"))
    .examples(&[
        Example::new(
            "
            config:
              history:
                - created_by: RUN apt-get update   #! `apt-get update` stands alone in its step
            ",
        ),
        Example::new(
            "
            config:
              history:
                - created_by: RUN /bin/sh -c apt-get update && apt-get install -y curl # buildkit
                - created_by: RUN apk add --no-cache curl
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let Some(config) = &image.facts.config else {
        return judge.not_applicable();
    };
    for step in steps::runs(config) {
        let commands = step.commands();
        let does = |actions: &[&str]| {
            let manager = |words: &&Vec<&str>| MANAGERS.contains(&steps::program(words));
            // `update` of yum and dnf upgrades packages; only `makecache` refreshes lists.
            let mut managers = commands.iter().filter(manager);
            managers.find(|words| {
                let upgrades =
                    matches!(steps::program(words), "yum" | "dnf" | "microdnf" | "zypper");
                let action =
                    |word: &&str| actions.contains(word) && !(upgrades && *word == "update");
                words.iter().any(action)
            })
        };
        let Some(update) = does(UPDATES).filter(|_| does(USES).is_none()) else {
            continue;
        };
        let command = format!("{} {}", steps::program(update), last_action(update));
        let message = format!("`{command}` stands alone in its step");
        judge.fail(Failure::new(message, step.location()).key(command));
    }
}

fn last_action<'a>(words: &[&'a str]) -> &'a str {
    let action = words.iter().find(|word| UPDATES.contains(word));
    action.copied().unwrap_or_default()
}
