//! No account can be entered without a password.
//!
//! # Why
//! Whoever reaches a shell in the container becomes that account by `su`, and every service that
//! asks the system for passwords lets anybody in.
//!
//! # Fix
//! Lock the account in the build (`passwd -l NAME`, or `*` in the second field of `/etc/shadow`).
//!
//! # See
//! CIS Docker 4.3
//! CVE-2019-5021

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::PasswordState;
use seaworthy_model::Severity;

use super::passwords;

use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-03", Severity::High, run)
    .doc(seaworthy_check::header!("empty_password.rs"))
    .examples(&[
        Example::new(
            "
            passwords:
              - {name: root, path: etc/shadow, state: empty}   #! `root` has an empty password
            ",
        ),
        Example::new(
            "
            passwords:
              - {name: app, path: etc/shadow, state: hashed}
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    for fact in &image.facts.passwords {
        if fact.state == PasswordState::Empty {
            let message = format!("`{}` has an empty password", fact.name);
            judge.fail(passwords::failure(message, fact));
        }
    }
}
