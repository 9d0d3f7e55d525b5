//! No variable of the environment puts the program into a mode for developers.
//!
//! # Why
//! Such modes show source, settings and variables in error pages, open consoles and debug ports,
//! and at times run what a visitor types.
//!
//! # Fix
//! Remove the variable from the image and set it on the developer's machine.
//!
//! # See
//! CWE-489
//! OWASP Top 10 2021 A05

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::{Location, Severity};

use crate::Image;

const ON: &[&str] = &["1", "true", "yes", "on"];
const DEVELOPMENT: &[&str] = &["development", "dev", "debug", "local"];

/// Variables of frameworks, and the values that mean such a mode.
const MODES: &[(&str, &[&str])] = &[
    ("APP_DEBUG", ON),
    ("APP_ENV", DEVELOPMENT),
    ("ASPNETCORE_ENVIRONMENT", DEVELOPMENT),
    ("DJANGO_DEBUG", ON),
    ("DOTNET_ENVIRONMENT", DEVELOPMENT),
    ("FLASK_DEBUG", ON),
    ("FLASK_ENV", DEVELOPMENT),
    ("GIN_MODE", &["debug"]),
    ("HANAMI_ENV", DEVELOPMENT),
    ("NODE_ENV", DEVELOPMENT),
    ("PHX_DEBUG", ON),
    ("RACK_ENV", DEVELOPMENT),
    ("RAILS_ENV", DEVELOPMENT),
    ("SYMFONY_DEBUG", ON),
    ("WERKZEUG_DEBUG_PIN", &["off"]),
    ("WP_DEBUG", ON),
];

/// Variables whose options may open a debug port.
const OPTIONS: &[&str] = &[
    "JAVA_OPTS",
    "JAVA_TOOL_OPTIONS",
    "JDK_JAVA_OPTIONS",
    "NODE_OPTIONS",
];

pub(crate) static CHECK: Check<Image> = Check::new("IMG-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("debug_mode.rs"))
    .examples(&[
        Example::new(
            "
            config:
              env:
                FLASK_DEBUG: '1'   #! `FLASK_DEBUG=1` is a mode for developers
            ",
        ),
        Example::new(
            "
            config:
              env:
                FLASK_DEBUG: '0'
                NODE_ENV: production
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let Some(config) = &image.facts.config else {
        return judge.not_applicable();
    };
    for (name, value) in &config.env {
        if let Some(message) = debugging(name, value) {
            let location = Location::object(format!("config.env.{name}"));
            judge.fail(Failure::new(message, location));
        }
    }
}

/// What is wrong with a variable, where it puts a program into such a mode.
pub(crate) fn debugging(name: &str, value: &str) -> Option<String> {
    let lower = value.trim().to_ascii_lowercase();
    let mode = MODES.iter().any(|(known, values)| {
        name.eq_ignore_ascii_case(known) && values.contains(&lower.as_str())
    });
    let agent = OPTIONS.contains(&name)
        && ["-agentlib:jdwp", "-xrunjdwp", "--inspect"]
            .iter()
            .any(|part| lower.contains(part));
    // Options may hold more than the mode, and nobody has judged that.
    let shown = if agent { "…" } else { value.trim() };
    (mode || agent).then(|| format!("`{name}={shown}` is a mode for developers"))
}
