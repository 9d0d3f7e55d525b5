//! Findings about files of one purpose: one for each layer, so that a reader meets one line for a
//! base image and one for each own layer, not one for each file.

use seaworthy_check::{Failure, Judge};
use seaworthy_facts::FilePurpose;

use crate::Image;

/// LIMIT: as many files are named in a finding; the rest are counted. A reader needs a few to act.
const FILES_NAMED_MAX: usize = 12;

/// Reports each layer that brings files of a purpose. `what` completes "N files … ".
pub(super) fn report(
    image: &Image,
    judge: &mut Judge,
    purpose: FilePurpose,
    what: (&'static str, &'static str),
) {
    for (layer, files) in image.files_for(purpose) {
        let Some(first) = files.first() else { continue };
        let names: Vec<&str> = files
            .iter()
            .map(|found| found.file.path.rsplit('/').next().unwrap_or_default())
            .collect();
        let message = match names.as_slice() {
            [name] => format!("`{name}` {}", what.0),
            [a, b] => format!("`{a}` and `{b}` {}", what.1),
            [a, b, rest @ ..] => format!("`{a}`, `{b}` and {} more {}", rest.len(), what.1),
            [] => continue,
        };
        let location = image.facts.location(layer, Some(&first.file.path), None);
        let mut failure = Failure::new(message, location);
        for found in files.iter().take(FILES_NAMED_MAX) {
            let file = &found.file;
            failure = failure.evidence(
                format!("/{}", file.path),
                format!(
                    "mode {:04o}, owner {}:{}",
                    file.mode & 0o7777,
                    file.uid,
                    file.gid
                ),
            );
        }
        if files.len() > FILES_NAMED_MAX {
            let more = files.len() - FILES_NAMED_MAX;
            failure = failure.evidence("more files", more.to_string());
        }
        judge.fail(failure);
    }
}
