//! No folder in which programs or libraries are searched can be written by everybody.
//!
//! # Why
//! Whoever may write such a folder puts a program there under the name of one that others call,
//! and so acts with their rights.
//!
//! # Fix
//! Take the right away: `chmod o-w FOLDER`.
//!
//! # See
//! CWE-732
//! MITRE ATT&CK T1574.007

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_facts::FilePurpose;
use seaworthy_model::Severity;

use crate::Image;

/// Where the shell and the loader search without being told.
const DEFAULTS: &[&str] = &[
    "bin",
    "sbin",
    "lib",
    "lib64",
    "usr/bin",
    "usr/sbin",
    "usr/lib",
    "usr/lib64",
    "usr/local/bin",
    "usr/local/sbin",
    "usr/local/lib",
];

pub(crate) static CHECK: Check<Image> = Check::new("IMG-02", Severity::Medium, run)
    .doc(seaworthy_check::header!("writable_search_path.rs"))
    .examples(&[
        Example::new(
            "
            files:
              - path: opt/tools/bin   #! everybody may write `/opt/tools/bin`, which is searched
                mode: 511
                purposes: [world-writable]
            config:
              env: {PATH: '/usr/bin:/opt/tools/bin'}
            ",
        ),
        Example::new(
            "
            files:
              - path: opt/tools/bin
                mode: 511
                purposes: [world-writable]
            config:
              env: {PATH: '/usr/bin'}
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let env = image.facts.config.as_ref().map(|config| &config.env);
    let searched: Vec<&str> = [
        "PATH",
        "LD_LIBRARY_PATH",
        "PYTHONPATH",
        "NODE_PATH",
        "PERL5LIB",
    ]
    .iter()
    .filter_map(|name| env?.get(*name))
    .flat_map(|value| value.split(':'))
    .chain(DEFAULTS.iter().copied())
    .map(|folder| folder.trim_matches('/'))
    .filter(|folder| !folder.is_empty())
    .collect();
    for (layer, files) in image.files_for(FilePurpose::WorldWritable) {
        for found in files {
            let path = found.file.path.as_str();
            if searched.contains(&path) {
                let message = format!("everybody may write `/{path}`, which is searched");
                judge.fail(Failure::new(
                    message,
                    image.facts.location(layer, Some(path), None),
                ));
            }
        }
    }
}
