//! The image has no compiler.
//!
//! # Why
//! A compiler in a running image builds exploits for the very kernel it runs on, and brings
//! hundreds of packages with weaknesses of their own.
//!
//! # Fix
//! Use a multi-stage build: compile in the first stage and copy only the result.
//!
//! # See
//! CIS Docker 4.3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::FilePurpose;
use seaworthy_model::Severity;

use super::files;
use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-02", Severity::Medium, run)
    .doc(seaworthy_check::header!("compiler_left_in.rs"))
    .examples(&[
        Example::new(
            "
            files:
              - path: usr/bin/gcc   #! `gcc` builds programs in a running container
                purposes: [compiler]
            ",
        ),
        Example::new(
            "
            files:
              - path: usr/bin/gcc
                purposes: [shell]
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    files::report(
        image,
        judge,
        FilePurpose::Compiler,
        (
            "builds programs in a running container",
            "build programs in a running container",
        ),
    );
}
