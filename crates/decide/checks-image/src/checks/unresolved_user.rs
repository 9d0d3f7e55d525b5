//! The user that the image names exists in the image.
//!
//! # Why
//! A name that the image's own list of accounts lacks cannot be turned into a number: the container
//! does not start, or starts as somebody else where another list is mounted over it.
//!
//! # Fix
//! Create the account in the build before `USER` names it, or name the user by number.
//!
//! # See
//! CIS Docker 4.1

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::{Location, Severity};

use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-03", Severity::Medium, run)
    .doc(seaworthy_check::header!("unresolved_user.rs"))
    .examples(&[
        Example::new(
            "
            config:
              user: web   #! the image runs as `web`, which is not among its accounts
            accounts:
              - {name: root, uid: 0, gid: 0}
            ",
        ),
        Example::new(
            "
            config:
              user: web
            accounts:
              - {name: web, uid: 10001, gid: 10001}
            ",
        ),
        Example::new(
            "
            config:
              user: '10001:10001'
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let Some(config) = &image.facts.config else {
        return judge.not_applicable();
    };
    let user = config.user.split(':').next().unwrap_or_default();
    if matches!(user, "" | "root") || user.parse::<u32>().is_ok() {
        return;
    }
    if image
        .facts
        .accounts
        .iter()
        .any(|account| account.name == user)
    {
        return;
    }
    let message = format!("the image runs as `{user}`, which is not among its accounts");
    let failure = Failure::new(message, Location::object("config.user"));
    judge.fail(failure.evidence("accounts read", image.facts.accounts.len().to_string()));
}
