//! Accounts of services have no login shell.
//!
//! # Why
//! An account that only owns files or a process needs no shell; with one, a password or key that
//! was left for it opens a session.
//!
//! # Fix
//! Set the shell to `/usr/sbin/nologin` (`usermod -s /usr/sbin/nologin NAME`).
//!
//! # See
//! CIS Docker 4.3

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::{Location, Severity};

use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-03", Severity::Negligible, run)
    .doc(seaworthy_check::header!("service_login_shell.rs"))
    .examples(&[
        Example::new(
            "
            accounts:
              - name: ftp
                uid: 21
                gid: 21
                shell: /bin/sh
                path: etc/passwd   #! `ftp` has the login shell /bin/sh
            ",
        ),
        Example::new(
            "
            accounts:
              - {name: root, uid: 0, gid: 0, shell: /bin/bash, path: etc/passwd}
              - {name: ftp, uid: 21, gid: 21, shell: /sbin/nologin, path: etc/passwd}
              - {name: app, uid: 1000, gid: 1000, shell: /bin/sh, path: etc/passwd}
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    // Below 1000 are the accounts of the system (useradd(8), SYS_UID_MAX); some are those of the
    // distribution's own services.
    let services = image
        .facts
        .accounts
        .iter()
        .filter(|account| (1..1000).contains(&account.uid));
    for account in services {
        let shell = account.shell.rsplit('/').next().unwrap_or_default();
        if matches!(
            shell,
            "sh" | "bash" | "ash" | "dash" | "zsh" | "ksh" | "csh" | "tcsh" | "fish"
        ) {
            let message = format!("`{}` has the login shell {}", account.name, account.shell);
            let location = Location::File {
                path: account.path.clone(),
                line: None,
                column: None,
            };
            let key = format!("{}:{}", account.path, account.name);
            judge.fail(Failure::new(message, location).key(key));
        }
    }
}
