//! The image declares how its health is checked.
//!
//! # Why
//! Without a health check a Docker host keeps a hung service in rotation. Kubernetes has probes of
//! its own and does not look at this field, so it is of little weight there.
//!
//! # Fix
//! Add `HEALTHCHECK CMD …` with a command that the image holds, or probes in the manifest.
//!
//! # See
//! CIS Docker 4.6

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::{Location, Severity};

use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-07", Severity::Negligible, run)
    .doc(seaworthy_check::header!("missing_healthcheck.rs"))
    .examples(&[
        Example::new(
            "
            config:   #! no health check is declared
              user: '1'
            ",
        ),
        Example::new(
            "
            config:
              healthcheck:   #! the health check of the base image is turned off
                test: [NONE]
            ",
        ),
        Example::new(
            "
            config:
              healthcheck:
                test: [CMD, /app, health]
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let Some(config) = &image.facts.config else {
        return judge.not_applicable();
    };
    let (message, path) = match &config.healthcheck {
        None => ("no health check is declared", "config"),
        Some(check) if check.test.first().is_some_and(|word| word == "NONE") => (
            "the health check of the base image is turned off",
            "config.healthcheck",
        ),
        Some(_) => return,
    };
    judge.fail(Failure::new(message, Location::object(path)).key("config.healthcheck"));
}
