//! No account has a password that is the same in every copy of the image.
//!
//! # Why
//! Everybody who can pull the image can guess at the hash for as long as they like, and a
//! password found once opens every container. Hashes of the older kinds (DES, MD5), and any in
//! `/etc/passwd`, fall within hours.
//!
//! # Fix
//! Lock the account (`passwd -l NAME`); where people must sign in, use keys or an identity
//! provider at run time.
//!
//! # See
//! CIS Docker 4.10
//! CWE-259

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::PasswordState;
use seaworthy_model::Severity;

use super::passwords;

use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-03", Severity::Medium, run)
    .doc(seaworthy_check::header!("baked_in_password.rs"))
    .examples(&[
        Example::new(
            "
            passwords:
              - name: app
                path: etc/shadow   #! `app` has a password that all copies share
                state: hashed
            ",
        ),
        Example::new(
            "
            passwords:
              - name: old
                path: etc/shadow   #! `old` has a password that all copies share, as a weak hash
                state: weak
            ",
        ),
        Example::new(
            "
            passwords: []
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    for fact in &image.facts.passwords {
        let (kind, severity) = match fact.state {
            PasswordState::Empty => continue,
            PasswordState::Hashed => ("", Severity::Medium),
            PasswordState::Weak => (", as a weak hash", Severity::High),
        };
        let message = format!("`{}` has a password that all copies share{kind}", fact.name);
        judge.fail(passwords::failure(message, fact).severity(severity));
    }
}
