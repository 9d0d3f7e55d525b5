//! No file can be changed by everybody.
//!
//! # Why
//! A file that every process may write can be replaced by one that took over a lesser
//! account, and is then run by a greater one.
//!
//! # Fix
//! Take the right away in the step that makes the file: `chmod o-w`, or `COPY --chmod=`.
//!
//! # See
//! CIS Docker 4.8

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::FilePurpose;
use seaworthy_model::Severity;

use super::files;
use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-02", Severity::Medium, run)
    .doc(seaworthy_check::header!("world_writable_file.rs"))
    .examples(&[
        Example::new(
            "
            files:
              - path: opt/app/run.sh   #! `run.sh` can be changed by everybody
                purposes: [world-writable]
            ",
        ),
        Example::new(
            "
            files:
              - path: opt/app/run.sh
                purposes: [shell]
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    files::report(
        image,
        judge,
        FilePurpose::WorldWritable,
        ("can be changed by everybody", "can be changed by everybody"),
    );
}
