//! No history of a shell or database client is left in the image.
//!
//! # Why
//! What was typed often holds passwords and addresses of internal systems, and an image made by
//! typing (`docker commit`) cannot be built again.
//!
//! # Fix
//! Delete the file and build the image from a build file.
//!
//! # See
//! MITRE ATT&CK T1552.003
//! CIS Docker 4.10

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::FilePurpose;
use seaworthy_model::Severity;

use super::files;
use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-06", Severity::Low, run)
    .doc(seaworthy_check::header!("shell_history_left_in.rs"))
    .examples(&[
        Example::new(
            "
            files:
              - path: root/.bash_history   #! `.bash_history` keeps what was typed
                purposes: [shell-history]
            ",
        ),
        Example::new(
            "
            files:
              - path: root/.bash_history
                purposes: [shell]
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    files::report(
        image,
        judge,
        FilePurpose::ShellHistory,
        ("keeps what was typed", "keep what was typed"),
    );
}
