//! The image has no debugger.
//!
//! # Why
//! A debugger reads keys and passwords out of other processes of the container.
//!
//! # Fix
//! Leave it out of the image and attach an ephemeral debug container when one is needed.
//!
//! # See
//! CIS Docker 4.3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::FilePurpose;
use seaworthy_model::Severity;

use super::files;
use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-02", Severity::Low, run)
    .doc(seaworthy_check::header!("debugger_left_in.rs"))
    .examples(&[
        Example::new(
            "
            files:
              - path: usr/bin/gdb   #! `gdb` reads and changes other processes
                purposes: [debugger]
            ",
        ),
        Example::new(
            "
            files:
              - path: usr/bin/gdb
                purposes: [shell]
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    files::report(
        image,
        judge,
        FilePurpose::Debugger,
        (
            "reads and changes other processes",
            "read and change other processes",
        ),
    );
}
