//! No secret is handed to the build as a build argument.
//!
//! # Why
//! Build arguments stand in the history of the image, for everybody who can pull it, beside the
//! step that used them.
//!
//! # Fix
//! Use `RUN --mount=type=secret,id=NAME`, and take a value that was handed over like this as
//! known.
//!
//! # See
//! CIS Docker 4.10
//! NIST SP 800-190 4.1.4

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::{Confidence, Location, Severity};

use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-06", Severity::Medium, run)
    .doc(seaworthy_check::header!("secret_build_argument.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            config:
              history:
                - created_by: RUN |1 TOKEN=[secret] sh -c a   #! the build argument `TOKEN` is kept
            ",
        ),
        Example::new(
            "
            config:
              history:
                - created_by: 'RUN |2 VERSION=1.2 TOKEN_FILE=/run/a /bin/sh -c npm ci'
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let Some(config) = &image.facts.config else {
        return judge.not_applicable();
    };
    let mut told: Vec<&str> = Vec::new();
    for (index, entry) in config.history.iter().enumerate() {
        let step = entry.created_by.trim();
        let step = step.strip_prefix("RUN ").unwrap_or(step);
        // `|2 A=1 B=2 /bin/sh -c …`: the number of arguments, then the arguments.
        let Some((count, rest)) = step.strip_prefix('|').and_then(|text| text.split_once(' '))
        else {
            continue;
        };
        let count: usize = count.parse().unwrap_or_default();
        let settings = rest.split_whitespace().take(count);
        for (name, value) in settings.filter_map(|setting| setting.split_once('=')) {
            // Each step after the first repeats all arguments.
            if is_secret_name(name) && value.len() >= 4 && !told.contains(&name) {
                told.push(name);
                let message = format!("the build argument `{name}` is kept");
                let location = Location::object(format!("config.history[{index}].created_by"));
                judge.fail(Failure::new(message, location).key(name));
            }
        }
    }
}

fn is_secret_name(name: &str) -> bool {
    const PARTS: &[&str] = &[
        "PASSWORD",
        "PASSWD",
        "SECRET",
        "TOKEN",
        "APIKEY",
        "API_KEY",
        "ACCESS_KEY",
        "PRIVATE_KEY",
        "CREDENTIAL",
    ];
    const ENDS: &[&str] = &[
        "_FILE", "_PATH", "_URL", "_ID", "_NAME", "_VERSION", "_SHA256",
    ];
    let upper = name.to_ascii_uppercase();
    PARTS.iter().any(|part| upper.contains(part)) && !ENDS.iter().any(|end| upper.ends_with(end))
}
