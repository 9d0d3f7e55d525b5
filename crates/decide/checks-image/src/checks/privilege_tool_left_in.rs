//! No tool lets an account act as another one.
//!
//! # Why
//! `sudo` and its like run with the rights of root and read rules that are easily too wide. A
//! container runs one program under one account and has no use for them.
//!
//! # Fix
//! Do what needs root in the build, before `USER`, and take the package out. To start as root and
//! continue as another account, use a tool that only gives rights up (`gosu`, `su-exec`,
//! `setpriv`).
//!
//! # See
//! CIS Docker 4.3
//! MITRE ATT&CK T1548.003

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::FilePurpose;
use seaworthy_model::Severity;

use super::files;
use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-02", Severity::Medium, run)
    .doc(seaworthy_check::header!("privilege_tool_left_in.rs"))
    .examples(&[
        Example::new(
            "
            files:
              - path: usr/bin/sudo   #! `sudo` lets its caller act as another account
                purposes: [privilege-tool]
            ",
        ),
        Example::new(
            "
            files:
              - path: usr/bin/sudo
                purposes: [shell]
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    files::report(
        image,
        judge,
        FilePurpose::PrivilegeTool,
        (
            "lets its caller act as another account",
            "let their callers act as another account",
        ),
    );
}
