//! No file runs with the rights of its group.
//!
//! # Why
//! A flaw in a setgid program gives whoever calls it access to what that group owns, such as
//! password hashes or terminals.
//!
//! # Fix
//! Remove the bit in the build (`RUN find / -xdev -perm -2000 -type f -exec chmod g-s {}
//! +`), or start from a base image without such programs.
//!
//! # See
//! CIS Docker 4.8

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::FilePurpose;
use seaworthy_model::Severity;

use super::files;
use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-02", Severity::Low, run)
    .doc(seaworthy_check::header!("setgid_file.rs"))
    .examples(&[
        Example::new(
            "
            files:
              - path: usr/bin/chage   #! `chage` runs with the rights of its group
                purposes: [setgid]
            ",
        ),
        Example::new(
            "
            files:
              - path: usr/bin/chage
                purposes: [shell]
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    files::report(
        image,
        judge,
        FilePurpose::Setgid,
        (
            "runs with the rights of its group",
            "run with the rights of their groups",
        ),
    );
}
