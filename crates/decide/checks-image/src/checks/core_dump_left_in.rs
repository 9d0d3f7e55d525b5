//! No core dump is left in the image.
//!
//! # Why
//! A core dump is the memory of a program: keys, passwords and data of customers in plain form.
//! It also says that something crashed during the build.
//!
//! # Fix
//! Delete the file in the step that makes it, or leave it out by `.dockerignore`; treat secrets
//! of that program as known.
//!
//! # See
//! core(5)
//! CWE-528

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::FilePurpose;
use seaworthy_model::Severity;

use super::files;
use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-06", Severity::Medium, run)
    .doc(seaworthy_check::header!("core_dump_left_in.rs"))
    .examples(&[
        Example::new(
            "
            files:
              - path: app/core.17   #! `core.17` is the memory of a program that crashed
                purposes: [core-dump]
            ",
        ),
        Example::new(
            "
            files:
              - path: app/core.17
                purposes: [shell]
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    files::report(
        image,
        judge,
        FilePurpose::CoreDump,
        (
            "is the memory of a program that crashed",
            "are memory of programs that crashed",
        ),
    );
}
