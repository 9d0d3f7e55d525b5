//! The image has no command shell.
//!
//! # Why
//! Most attacks on a running container go on with a shell. A service that does not need one
//! is harder to take further.
//!
//! # Fix
//! Build in one stage and copy the program into a distroless or scratch image; debug with an
//! ephemeral container instead.
//!
//! # See
//! NIST SP 800-190 4.1.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::FilePurpose;
use seaworthy_model::Severity;

use super::files;
use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-02", Severity::Low, run)
    .doc(seaworthy_check::header!("shell_left_in.rs"))
    .examples(&[
        Example::new(
            "
            files:
              - path: bin/sh   #! `sh` is a shell that an intruder can use
                purposes: [shell]
            ",
        ),
        Example::new(
            "
            files:
              - path: bin/sh
                purposes: [compiler]
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    files::report(
        image,
        judge,
        FilePurpose::Shell,
        (
            "is a shell that an intruder can use",
            "are shells that an intruder can use",
        ),
    );
}
