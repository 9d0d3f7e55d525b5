//! No file in which a tool keeps credentials is in the image.
//!
//! # Why
//! By its name the file is one of those that intruders look for first. The name alone says
//! nothing of the content: what is a secret in it is reported by `hard-coded-secret`, and a form
//! that no rule knows is seen by nobody but the intruder.
//!
//! # Fix
//! Give the file to the build as a secret (`RUN --mount=type=secret`) and to the program as a
//! mounted file.
//!
//! # See
//! MITRE ATT&CK T1552.001
//! CIS Docker 4.10

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::FilePurpose;
use seaworthy_model::{Confidence, Severity};

use super::files;
use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-06", Severity::Low, run)
    .doc(seaworthy_check::header!("credential_file_left_in.rs"))
    .confidence(Confidence::Low)
    .examples(&[
        Example::new(
            "
            files:
              - path: root/.npmrc   #! `.npmrc` is a file in which a tool keeps credentials
                purposes: [credential-file]
            ",
        ),
        Example::new(
            "
            files:
              - path: root/.npmrc
                purposes: [shell]
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    files::report(
        image,
        judge,
        FilePurpose::CredentialFile,
        (
            "is a file in which a tool keeps credentials",
            "are files in which tools keep credentials",
        ),
    );
}
