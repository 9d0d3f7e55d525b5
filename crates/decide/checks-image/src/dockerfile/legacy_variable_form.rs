//! Names and values are joined by an equals sign.
//!
//! # Why
//! `ENV NAME the rest of the line` takes all that follows as one value, comments and further names
//! with it, and is deprecated.
//!
//! # Fix
//! Write `ENV NAME="the value"`.
//!
//! # See
//! BuildKit rule LegacyKeyValueFormat

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Place;
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Negligible, run)
    .doc(seaworthy_check::header!("legacy_variable_form.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            ENV LANG C.UTF-8   #! `LANG` is set without an equals sign
            LABEL about my image   #! `about` is set without an equals sign
            ",
        ),
        Example::new(
            "
            FROM debian:12
            ENV LANG=C.UTF-8 A=\"b c\"
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for keyword in [Keyword::Env, Keyword::Label] {
        for one in build.instructions(keyword) {
            let [pair] = one.arguments.pairs() else {
                continue;
            };
            let Some(value) = &pair.value else {
                continue;
            };
            let source = &build.file().source;
            let between = source.slice(pair.name.place.end, value.place.start);
            if between.contains('=') || !between.starts_with(char::is_whitespace) {
                continue;
            }
            let message = format!("`{}` is set without an equals sign", pair.name.text);
            // Quotes and escapes mean the same in both forms, blanks do not.
            let text = value.text.as_str();
            let new = match text.contains(char::is_whitespace) {
                false => Some(format!("={text}")),
                true if text.contains(['"', '\'', '\\']) => None,
                true => Some(format!("=\"{text}\"")),
            };
            let at = Place {
                start: pair.name.place.end,
                end: value.place.end,
                ..pair.name.place
            };
            let patch = new.and_then(|new| build.replaced(at, &new));
            judge.fail(build.complaint(pair.name.place, message).patch(patch));
        }
    }
}
