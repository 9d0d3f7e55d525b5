//! A removal cannot reach `/` when a variable is empty.
//!
//! # Why
//! `rm -rf "$DIR/"*` removes the whole file system of the step where `DIR` is not set or misspelt.
//!
//! # Fix
//! Write `"${DIR:?}"`, which stops the step when the variable is empty.
//!
//! # See
//! ShellCheck SC2115

use std::collections::HashSet;

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::shell::Step;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("unguarded_recursive_removal.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN rm -rf \"$BUILD_DIR/\"*   #! an empty variable makes this `rm` remove everything
            ",
        ),
        Example::new(
            "
            FROM debian:12
            ENV DIR=/tmp/a
            RUN rm -rf \"$DIR/\"* \"${OTHER:?}/\"* /tmp/$X/* && rm -f $A/b
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for step in build.steps() {
        let mut removals = step.commands.iter().filter(|command| {
            let recursive = command.letter('r').or(command.letter('R'));
            let recursive = recursive.or(command.option(&["--recursive"])).is_some();
            command.program() == "rm" && recursive
        });
        let mut known = None;
        let open = removals.find_map(|command| {
            command.operands().find(|word| {
                let Some(name) = whole_variable(&word.text).filter(|name| *name != "HOME") else {
                    return false;
                };
                let known = known.get_or_insert_with(|| assigned(step));
                if known.contains(name) {
                    return false;
                }
                let mut image = build.values(step.stage, step.index, name);
                let is_set = image.any(|value| !value.is_empty());
                if is_set {
                    known.insert(name);
                }
                !is_set
            })
        });
        if let Some(word) = open {
            let message = "an empty variable makes this `rm` remove everything";
            judge.fail(build.complaint(word.place, message));
        }
    }
}

/// The variable of `$name/`, `${name}/*` and the like.
fn whole_variable(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('$')?;
    let braced = rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
    let (name, behind) = braced.unwrap_or_else(|| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        rest.split_at(end.unwrap_or(rest.len()))
    });
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let all = matches!(behind, "/" | "/*" | "/**");
    (plain && all && !name.is_empty()).then_some(name)
}

/// Names that the commands of a step set.
fn assigned(step: &Step) -> HashSet<&str> {
    let words = step.commands.iter().flat_map(|command| {
        let assignments = command.assignments.iter();
        assignments.chain(command.arguments())
    });
    words
        .filter_map(|word| Some(word.text.split_once('=')?.0))
        .collect()
}
