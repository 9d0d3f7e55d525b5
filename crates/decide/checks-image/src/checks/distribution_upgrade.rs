//! No build step upgrades the distribution as a whole.
//!
//! # Why
//! `dist-upgrade` may remove packages and replace the release under the program; what comes out
//! depends on the day of the build and is no longer the base image that was approved.
//!
//! # Fix
//! Start from a newer base image. Where fixes are needed before the base has them, upgrade the
//! packages concerned by name.
//!
//! # See
//! CIS Docker 4.4

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::Severity;

use super::steps;

use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("distribution_upgrade.rs"))
    .examples(&[
        Example::new(
            "
            config:
              history:
                - created_by: RUN apt-get dist-upgrade -y   #! `apt-get dist-upgrade` is run
            ",
        ),
        Example::new(
            "
            config:
              history:
                - created_by: RUN apt-get update && apt-get install -y openssl
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let Some(config) = &image.facts.config else {
        return judge.not_applicable();
    };
    for step in steps::runs(config) {
        for words in step.commands() {
            let program = steps::program(&words);
            let action = words.iter().find(|word| match program {
                "apt" | "apt-get" | "aptitude" => matches!(**word, "dist-upgrade" | "full-upgrade"),
                "zypper" => matches!(**word, "dup" | "dist-upgrade"),
                "dnf" => **word == "system-upgrade",
                "do-release-upgrade" => **word == "do-release-upgrade",
                _ => false,
            });
            if let Some(action) = action {
                let command = format!("{program} {action}");
                let message = format!("`{command}` is run");
                judge.fail(Failure::new(message, step.location()).key(command));
            }
        }
    }
}
