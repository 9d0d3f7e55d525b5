//! The labels of the image specification have values of their form.
//!
//! # Why
//! Tools read the time, the addresses, the commit and the licence from these labels: a value of
//! another form is lost, or sorted and matched wrongly.
//!
//! # Fix
//! Write times as in RFC 3339, addresses with their scheme, licences as SPDX expressions.
//!
//! # See
//! OCI image specification, annotations

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Negligible, run)
    .doc(seaworthy_check::header!("malformed_image_label.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            LABEL org.opencontainers.image.created=\"yesterday\"
            #! `created` is no time of RFC 3339
            LABEL org.opencontainers.image.url=example.com   #! `url` is no address
            LABEL org.opencontainers.image.licenses=\"Apache License, 2.0\"
            #! `licenses` is no SPDX expression
            ",
        ),
        Example::new(
            "
            FROM debian:12
            LABEL org.opencontainers.image.created=2026-01-02T03:04:05Z \\
                  org.opencontainers.image.source=https://example.com/a \\
                  org.opencontainers.image.licenses=\"Apache-2.0 OR MIT\" \\
                  org.opencontainers.image.revision=$COMMIT \\
                  org.opencontainers.image.url=git@example.com:a/b
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for label in build.image_instructions(Keyword::Label) {
        for pair in label.arguments.pairs() {
            let name = pair.name.known();
            let value = pair.value.as_ref().and_then(|value| value.value.as_deref());
            let key = name.strip_prefix("org.opencontainers.image.");
            let (Some(key), Some(value)) = (key, value.filter(|value| !value.is_empty())) else {
                continue;
            };
            let what = match key {
                "created" if !is_time(value) => "time of RFC 3339",
                "url" | "source" | "documentation" if !is_address(value) => "address",
                "licenses" if !is_licence(value) => "SPDX expression",
                "revision" if value.contains(char::is_whitespace) => "revision",
                _ => continue,
            };
            let message = format!("`{key}` is no {what}");
            judge.fail(build.complaint(pair.name.place, message));
        }
    }
}

/// `2026-01-02T03:04:05Z`, with fractions of a second and an offset.
fn is_time(value: &str) -> bool {
    let (Some((date, time)), true) = (value.split_once(['T', 't', ' ']), value.is_ascii()) else {
        return false;
    };
    let digits = |text: &str, form: &str| {
        text.len() == form.len()
            && text.chars().zip(form.chars()).all(|(c, form)| match form {
                '0' => c.is_ascii_digit(),
                form => c == form,
            })
    };
    let clock = time.get(..8).is_some_and(|clock| digits(clock, "00:00:00"));
    let zone = time.get(8..).unwrap_or_default();
    let zone = zone.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let zone = matches!(zone, "Z" | "z")
        || zone
            .strip_prefix(['+', '-'])
            .is_some_and(|zone| digits(zone, "00:00"));
    digits(date, "0000-00-00") && clock && zone
}

fn is_address(value: &str) -> bool {
    let scheme = value
        .split_once("://")
        .is_some_and(|(_, rest)| !rest.is_empty());
    scheme && !value.contains(char::is_whitespace) || value.starts_with("git@")
}

/// Names joined by `AND`, `OR` and `WITH` (SPDX specification, annex D), names not compared.
fn is_licence(value: &str) -> bool {
    let words = value.split([' ', '(', ')']).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.collect();
    let name = |word: &&str| {
        word.chars()
            .all(|c| c.is_ascii_alphanumeric() || "-.+:".contains(c))
    };
    words.iter().all(name)
        && words.iter().zip(0..).all(|(word, at)| {
            let operator = matches!(*word, "AND" | "OR" | "WITH");
            operator == (at % 2 == 1)
        })
}
