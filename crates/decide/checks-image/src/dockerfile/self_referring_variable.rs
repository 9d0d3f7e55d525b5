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

use std::collections::HashSet;

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("self_referring_variable.rs"))
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
        let set_here: HashSet<&str> = pairs.iter().map(|pair| pair.name.known()).collect();
        let mut asked = HashSet::new();
        for pair in pairs {
            let name = pair.name.known();
            let value = pair.value.as_ref().map_or("", |value| value.text.as_str());
            let mut used = used(value)
                .filter(|used| *used != name && set_here.contains(used) && asked.insert(*used));
            // What was set before has a value, and may well be meant.
            let used = used.find(|used| build.values(stage, number, used).next().is_none());
            if let Some(used) = used {
                let message = format!("`{name}` uses `{used}`, which the same instruction sets");
                judge.fail(build.complaint(pair.name.place, message));
                // One place of an instruction is enough to mend it.
                break;
            }
        }
    }
}

/// The names of `$name` and `${name…}` in a value.
fn used(value: &str) -> impl Iterator<Item = &str> {
    let quoted = value.starts_with('\'');
    let parts = value.split('$').skip(1).filter(move |_| !quoted);
    parts.map(|rest| {
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        rest.get(..end.unwrap_or(rest.len())).unwrap_or_default()
    })
}
