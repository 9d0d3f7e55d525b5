//! No layer carries the cache of a package manager.
//!
//! # Why
//! Caches are stored, scanned and pulled with every copy and read by nobody; old package lists
//! mislead the next step. A later layer that deletes them saves nothing.
//!
//! # Fix
//! Clean in the same step: `rm -rf /var/lib/apt/lists/*`, `apk add --no-cache`, `dnf clean all`,
//! `pip install --no-cache-dir`, `npm ci && npm cache clean --force`; or mount the cache (`RUN
//! --mount=type=cache`).
//!
//! # See
//! CIS Docker 4.3
//! NIST SP 800-190 4.1.2

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_facts::ImageCache;
use seaworthy_model::Severity;

use super::size;

use crate::Image;

/// What is left below this (keys, empty indexes) costs nobody anything.
const CACHE_BYTES_MIN: u64 = 64 * 1024;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-02", Severity::Low, run)
    .doc(seaworthy_check::header!("package_cache_left.rs"))
    .examples(&[
        Example::new(
            "
            caches:
              - folder: var/lib/apt/lists   #! `/var/lib/apt/lists` holds 17.0 MiB of apt
                tool: apt
                files: 9
                bytes: 17825792
            ",
        ),
        Example::new(
            "
            caches:
              - {folder: var/cache/apt, tool: apt, files: 1, bytes: 1024, layer: 0}
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    for ImageCache { cache, layer } in &image.facts.caches {
        if cache.bytes < CACHE_BYTES_MIN {
            continue;
        }
        let size = size::shown(cache.bytes);
        let message = format!("`/{}` holds {size} of {}", cache.folder, cache.tool);
        let location = image.facts.location(*layer, Some(&cache.folder), None);
        let failure = Failure::new(message, location).key(cache.folder.clone());
        judge.fail(failure.evidence("files", cache.files.to_string()));
    }
}
