//! The image was built within the last half year.
//!
//! # Why
//! An image that nobody rebuilds gets no fixes: its base, its packages and its runtime stay as they
//! were, while weaknesses in them become known.
//!
//! # Fix
//! Rebuild on a current base at least monthly, by schedule rather than on change only.
//!
//! # See
//! CIS Docker 4.4
//! NIST SP 800-190 4.2.2

use jiff::civil::Date;
use jiff::tz::TimeZone;
use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::{Location, Severity};

use crate::Image;

/// Half a year, in days.
const AGE_DAYS_MAX: i32 = 183;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-05", Severity::Low, run)
    .doc(seaworthy_check::header!("old_image.rs"))
    .examples(&[
        Example::new(
            "
            today: 2026-11-22
            config:
              created: '2024-01-10T00:00:00Z'   #! the image was built 1047 days ago
            ",
        ),
        Example::new(
            "
            today: 2026-11-22
            config:
              created: '2026-11-01T00:00:00Z'
            ",
        ),
        Example::new(
            "
            today: 2026-11-22
            config:
              created: '1970-01-01T00:00:00Z'
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let created = image
        .facts
        .config
        .as_ref()
        .and_then(|config| config.created);
    let (Some(created), Some(today)) = (created, image.today) else {
        return judge.not_applicable();
    };
    let built = created.to_zoned(TimeZone::UTC).date();
    // Reproducible builds set the date to the epoch or a fixed day near it: that says nothing.
    if built < Date::constant(2000, 1, 1) {
        return judge.not_applicable();
    }
    let Ok(span) = built.until(today) else {
        return judge.not_applicable();
    };
    if span.get_days() <= AGE_DAYS_MAX {
        return;
    }
    let message = format!("the image was built {} days ago", span.get_days());
    let failure = Failure::new(message, Location::object("config.created"));
    judge.fail(failure.evidence("created", created.to_string()));
}
