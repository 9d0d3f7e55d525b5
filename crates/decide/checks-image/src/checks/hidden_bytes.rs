//! No layer carries files that a later layer deletes or replaces.
//!
//! # Why
//! What a later layer hides is still stored, transferred and open to whoever unpacks the layer.
//! It is often the larger half of an image, and at times what was meant to be taken out of it.
//!
//! # Fix
//! Make and remove files in one step, build in stages and copy results only, and set owners and
//! modes while copying (`COPY --chown --chmod`) rather than in a step of their own.
//!
//! # See
//! NIST SP 800-190 4.1.2
//! CIS Docker 4.3

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_facts::HiddenBytes;
use seaworthy_model::Severity;

use super::size;

use crate::Image;

/// Below this, a package that is upgraded in a later step is no waste worth a word.
const HIDDEN_BYTES_MIN: u64 = 10 * 1024 * 1024;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-02", Severity::Low, run)
    .doc(seaworthy_check::header!("hidden_bytes.rs"))
    .examples(&[
        Example::new(
            "
            hidden:
              - largest: srv/a.tar   #! layer 3 hides 50.0 MiB of layer 1, above all `/srv/a.tar`
                layer: 1
                by: 3
                files: 2
                bytes: 52428800
            ",
        ),
        Example::new(
            "
            hidden:
              - {layer: 0, by: 1, files: 1, bytes: 200000, largest: usr/lib/a.so}
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    for hidden in &image.facts.hidden {
        if hidden.bytes < HIDDEN_BYTES_MIN {
            continue;
        }
        let size = size::shown(hidden.bytes);
        let HiddenBytes {
            layer, by, largest, ..
        } = hidden;
        let message = format!("layer {by} hides {size} of layer {layer}, above all `/{largest}`");
        let location = image.facts.location(*layer, Some(largest), None);
        let total: u64 = image.facts.hidden.iter().map(|hidden| hidden.bytes).sum();
        let failure = Failure::new(message, location)
            .key(format!("{largest} hidden"))
            .related(image.facts.location(*by, None, None))
            .evidence("files of 128 KiB and more", hidden.files.to_string())
            .evidence("hidden in the whole image", size::shown(total));
        judge.fail(failure);
    }
}
