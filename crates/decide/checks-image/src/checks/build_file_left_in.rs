//! No file that tells how the image was built is left in it.
//!
//! # Why
//! A build file in the image says that the whole build context was copied: whatever else lay
//! there is in the image too, and the file tells an intruder about other systems.
//!
//! # Fix
//! List what must not go along in `.dockerignore`, or copy only what the program needs.
//!
//! # See
//! CIS Docker 4.3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::FilePurpose;
use seaworthy_model::Severity;

use super::files;
use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-07", Severity::Negligible, run)
    .doc(seaworthy_check::header!("build_file_left_in.rs"))
    .examples(&[
        Example::new(
            "
            files:
              - path: app/Dockerfile   #! `Dockerfile` tells how the image was built
                purposes: [build-file]
            ",
        ),
        Example::new(
            "
            files:
              - path: app/Dockerfile
                purposes: [shell]
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    files::report(
        image,
        judge,
        FilePurpose::BuildFile,
        (
            "tells how the image was built",
            "tell how the image was built",
        ),
    );
}
