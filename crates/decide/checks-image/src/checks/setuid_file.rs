//! No file runs with the rights of its owner.
//!
//! # Why
//! A flaw in a setuid program gives whoever calls it the rights of root, even from a
//! container that was started without root.
//!
//! # Fix
//! Remove the bit in the build (`RUN find / -xdev -perm -4000 -exec chmod u-s {} +`), or
//! start from a base image without such programs; at run time set `allowPrivilegeEscalation:
//! false`.
//!
//! # See
//! CIS Docker 4.8

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::FilePurpose;
use seaworthy_model::Severity;

use super::files;
use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-02", Severity::Low, run)
    .doc(seaworthy_check::header!("setuid_file.rs"))
    .examples(&[
        Example::new(
            "
            files:
              - path: usr/bin/su   #! `su` runs with the rights of its owner
                purposes: [setuid]
            ",
        ),
        Example::new(
            "
            files:
              - path: usr/bin/su
                purposes: [shell]
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    files::report(
        image,
        judge,
        FilePurpose::Setuid,
        (
            "runs with the rights of its owner",
            "run with the rights of their owners",
        ),
    );
}
