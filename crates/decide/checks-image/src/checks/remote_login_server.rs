//! No server for signing in over the network is installed.
//!
//! # Why
//! A server such as `sshd` in an image is a second way in, with accounts and keys of its own,
//! that no control of the platform sees. `telnet`, `ftp` and `rsh` send passwords in plain text
//! as well.
//!
//! # Fix
//! Remove the package. Sign in through the platform (`kubectl exec`, ephemeral containers), where
//! it is authorised and recorded.
//!
//! # See
//! CIS Docker 5.7
//! NIST SP 800-190 4.1.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::FilePurpose;
use seaworthy_model::Severity;

use super::files;
use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-02", Severity::Medium, run)
    .doc(seaworthy_check::header!("remote_login_server.rs"))
    .examples(&[
        Example::new(
            "
            files:
              - path: usr/sbin/sshd   #! `sshd` lets people sign in over the network
                purposes: [remote-login]
            ",
        ),
        Example::new(
            "
            files:
              - path: usr/sbin/sshd
                purposes: [shell]
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    files::report(
        image,
        judge,
        FilePurpose::RemoteLogin,
        (
            "lets people sign in over the network",
            "let people sign in over the network",
        ),
    );
}
