//! A variable is not used in the instruction that sets it.
//!
//! # Why
//! All values of one `ENV` are made from what was before it: the value that stands beside it is not
//! seen, and the variable is empty or old.
//!
//! # Fix
//! Set the second variable in an `ENV` of its own.
//!
//! # See
//! Dockerfile reference: environment replacement

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(include_str!("self_referring_variable.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            ENV ROOT=/srv BIN=$ROOT/bin   #! `BIN` uses `ROOT`, which the same instruction sets
            ",
        ),
        Example::new(
            "
            FROM debian:12
            ENV ROOT=/srv
            ENV BIN=$ROOT/bin PATH=$PATH:/srv/bin
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    let file = build.file();
    for (set, number) in file.instructions.iter().zip(0..) {
        let (Keyword::Env, Some(stage)) = (set.keyword, set.stage) else {
            continue;
        };
        let pairs = set.arguments.pairs();
        for pair in pairs {
            let value = pair.value.as_ref().map_or("", |value| value.text.as_str());
            let used = pairs.iter().find(|other| {
                let name = other.name.known();
                let used = uses(value, name) && name != pair.name.known();
                // What was set before has a value, and may well be meant.
                used && build.values(stage, number, name).next().is_none()
            });
            if let Some(used) = used {
                let (name, used) = (pair.name.known(), used.name.known());
                let message = format!("`{name}` uses `{used}`, which the same instruction sets");
                judge.fail(build.complaint(pair.name.place, message));
            }
        }
    }
}

/// Whether `$name` or `${name…}` stands in a value.
fn uses(value: &str, name: &str) -> bool {
    value.split('$').skip(1).any(|rest| {
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        let behind = rest.strip_prefix(name);
        behind.is_some_and(|behind| {
            !behind.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        })
    }) && !value.starts_with('\'')
}
