//! No account may become root without a password.
//!
//! # Why
//! A program that runs as another user is root again after one call of `sudo`: whoever takes it
//! over has all rights in the container.
//!
//! # Fix
//! Do in the build what needs root, and drop `sudo` from the image.
//!
//! # See
//! CIS Docker 4.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-03", Severity::Medium, run)
    .doc(seaworthy_check::header!("passwordless_sudo.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN echo \"app ALL=(ALL) NOPASSWD:ALL\" >> /etc/sudoers
            #! `NOPASSWD` lets an account become root
            ",
        ),
        Example::new(
            "
            FROM debian:12 AS build
            RUN echo \"app ALL=(ALL) NOPASSWD:ALL\" >> /etc/sudoers
            FROM debian:12
            RUN useradd app
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for step in build.image_steps() {
        let words = step.commands.iter().flat_map(|command| &command.words);
        let mut words = words.filter(|word| word.text.contains("NOPASSWD"));
        if let Some(word) = words.next() {
            let message = "`NOPASSWD` lets an account become root";
            judge.fail(build.complaint(word.place, message));
        }
    }
}
