//! No file of an editor or desktop is left in the image.
//!
//! # Why
//! Such files hold parts of other files, names of people and paths of their machines, and show
//! that the build took a working folder as it was.
//!
//! # Fix
//! List them in `.dockerignore`.
//!
//! # See
//! CIS Docker 4.3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::FilePurpose;
use seaworthy_model::Severity;

use super::files;
use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-07", Severity::Negligible, run)
    .doc(seaworthy_check::header!("editor_file_left_in.rs"))
    .examples(&[
        Example::new(
            "
            files:
              - path: app/.DS_Store   #! `.DS_Store` was left by an editor or a desktop
                purposes: [editor-file]
            ",
        ),
        Example::new(
            "
            files:
              - path: app/.DS_Store
                purposes: [shell]
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    files::report(
        image,
        judge,
        FilePurpose::EditorFile,
        (
            "was left by an editor or a desktop",
            "were left by editors or desktops",
        ),
    );
}
