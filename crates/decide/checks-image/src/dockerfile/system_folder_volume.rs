//! No `VOLUME` lies over a folder of the system.
//!
//! # Why
//! A declared volume is made new and writable at every start: over `/etc` or `/usr` it hides what
//! was scanned, and over the engine's socket or `/proc` it invites to mount the host's.
//!
//! # Fix
//! Declare volumes for data of the program only, such as `/var/lib/NAME`.
//!
//! # See
//! CIS Docker 5.6
//! CIS Docker 5.32

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("system_folder_volume.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            VOLUME /data /etc   #! a volume lies over `/etc`
            VOLUME [\"/var/run/docker.sock\"]   #! a volume lies over `/var/run/docker.sock`
            ",
        ),
        Example::new(
            "
            FROM debian:12
            VOLUME [\"/data\", \"/var/lib/app\"]
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for volume in build.image_instructions(Keyword::Volume) {
        for word in volume.arguments.words() {
            let path = crate::checks::sensitive_volume::cleaned(word.known());
            if crate::checks::sensitive_volume::is_sensitive(path) {
                let message = format!("a volume lies over `{path}`");
                judge.fail(build.complaint(word.place, message));
            }
        }
    }
}
