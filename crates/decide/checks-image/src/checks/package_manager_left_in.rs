//! The image has no package manager.
//!
//! # Why
//! With a package manager, an intruder has every tool a minute later, and what runs is no
//! longer what was scanned.
//!
//! # Fix
//! Build in one stage and copy the result into a base image without a package manager, or
//! remove it in the last step.
//!
//! # See
//! CIS Docker 4.3
//! NIST SP 800-190 4.1.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::FilePurpose;
use seaworthy_model::Severity;

use super::files;
use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-02", Severity::Low, run)
    .doc(seaworthy_check::header!("package_manager_left_in.rs"))
    .examples(&[
        Example::new(
            "
            files:
              - path: usr/bin/apt-get   #! `apt-get` installs software in a running container
                purposes: [package-manager]
            ",
        ),
        Example::new(
            "
            files:
              - path: usr/bin/apt-get
                purposes: [shell]
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    files::report(
        image,
        judge,
        FilePurpose::PackageManager,
        (
            "installs software in a running container",
            "install software in a running container",
        ),
    );
}
