//! No version control store is left in the image.
//!
//! # Why
//! A `.git` folder holds every version of every file, also of those that were deleted because a
//! secret was in them, and the addresses and at times the passwords of its remotes.
//!
//! # Fix
//! Add `.git` (`.hg`, `.svn`) to `.dockerignore`, or copy only what is needed.
//!
//! # See
//! CIS Docker 4.10
//! CWE-527

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::FilePurpose;
use seaworthy_model::Severity;

use super::files;
use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-06", Severity::Medium, run)
    .doc(seaworthy_check::header!("source_control_left_in.rs"))
    .examples(&[
        Example::new(
            "
            files:
              - path: app/.git/HEAD   #! `HEAD` belongs to a version control store
                purposes: [source-control]
            ",
        ),
        Example::new(
            "
            files:
              - path: app/.git/HEAD
                purposes: [shell]
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    files::report(
        image,
        judge,
        FilePurpose::SourceControl,
        (
            "belongs to a version control store",
            "belong to version control stores",
        ),
    );
}
