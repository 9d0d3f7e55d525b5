//! The image says where its source is.
//!
//! # Why
//! When a weakness is found at night, somebody must learn from the image alone which repository and
//! which commit made it, and whom to call.
//!
//! # Fix
//! Set `org.opencontainers.image.source` and `org.opencontainers.image.revision` in the build; most
//! build actions do so when asked.
//!
//! # See
//! OCI image specification, annotations

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::{Location, Severity};

use crate::Image;

/// Labels that lead to the source: the OCI annotation, and the older label schema.
const SOURCES: &[&str] = &[
    "org.opencontainers.image.source",
    "org.opencontainers.image.url",
    "org.label-schema.vcs-url",
];

pub(crate) static CHECK: Check<Image> = Check::new("IMG-07", Severity::Negligible, run)
    .doc(seaworthy_check::header!("missing_source_label.rs"))
    .examples(&[
        Example::new(
            "
            config:
              labels:   #! no label says where the source of the image is
                maintainer: shop team
            ",
        ),
        Example::new(
            "
            config:
              labels:
                org.opencontainers.image.source: https://example.com/shop
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let Some(config) = &image.facts.config else {
        return judge.not_applicable();
    };
    if SOURCES.iter().any(|name| {
        config
            .labels
            .get(*name)
            .is_some_and(|value| !value.is_empty())
    }) {
        return;
    }
    let message = "no label says where the source of the image is";
    judge.fail(Failure::new(message, Location::object("config.labels")).key("source"));
}
