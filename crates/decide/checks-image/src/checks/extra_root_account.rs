//! No account but root has the user id 0.
//!
//! # Why
//! The kernel knows numbers only: a second account with the id 0 is root under a name that rules,
//! logs and people do not look for.
//!
//! # Fix
//! Give the account an id of its own, or remove it.
//!
//! # See
//! CIS Docker 4.1
//! MITRE ATT&CK T1136.001

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::{Location, Severity};

use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-03", Severity::High, run)
    .doc(seaworthy_check::header!("extra_root_account.rs"))
    .examples(&[
        Example::new(
            "
            accounts:
              - {name: root, uid: 0, gid: 0}
              - {name: toor, uid: 0, gid: 0, path: etc/passwd}   #! `toor` has the user id 0
            ",
        ),
        Example::new(
            "
            accounts:
              - {name: root, uid: 0, gid: 0, path: etc/passwd}
              - {name: app, uid: 1000, gid: 0, path: etc/passwd}
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let accounts = image.facts.accounts.iter();
    for account in accounts.filter(|account| account.uid == 0 && account.name != "root") {
        let message = format!("`{}` has the user id 0", account.name);
        let location = Location::File {
            path: account.path.clone(),
            line: None,
            column: None,
        };
        let key = format!("{}:{}", account.path, account.name);
        judge.fail(Failure::new(message, location).key(key));
    }
}
