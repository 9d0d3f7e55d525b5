//! The image names its base image by digest.
//!
//! # Why
//! Most weaknesses of an image come from its base. Whoever does not know which base it is cannot
//! tell whether a newer one removes them, nor whether it is an approved one.
//!
//! # Fix
//! Pin the base in the build file (`FROM name:tag@sha256:…`) and set
//! `org.opencontainers.image.base.name` and `org.opencontainers.image.base.digest`.
//!
//! # See
//! CIS Docker 4.2
//! NIST SP 800-190 4.1.5

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::{Confidence, Location, Severity};

use crate::Image;

const DIGEST: &str = "org.opencontainers.image.base.digest";
const NAME: &str = "org.opencontainers.image.base.name";

pub(crate) static CHECK: Check<Image> = Check::new("IMG-05", Severity::Low, run)
    .doc(seaworthy_check::header!("unnamed_base.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            config:
              labels:   #! no label names the base image
                maintainer: shop team
            ",
        ),
        Example::new(
            "
            config:
              labels:   #! the base image `debian:12` is named without its digest
                org.opencontainers.image.base.name: debian:12
            ",
        ),
        Example::new(
            "
            config:
              labels:
                org.opencontainers.image.base.digest: sha256:0
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let Some(config) = &image.facts.config else {
        return judge.not_applicable();
    };
    let label = |name: &str| config.labels.get(name).filter(|value| !value.is_empty());
    if label(DIGEST).is_some() {
        return;
    }
    let failure = match label(NAME) {
        Some(base) => Failure::new(
            format!("the base image `{base}` is named without its digest"),
            Location::object("config.labels"),
        ),
        None => Failure::new(
            "no label names the base image",
            Location::object("config.labels"),
        ),
    };
    judge.fail(failure.key("base"));
}
