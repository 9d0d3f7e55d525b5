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

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::shell::Word;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(include_str!("unguarded_recursive_removal.rs"))
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
    for (step, command) in build.commands() {
        let recursive = command.letter('r').or(command.letter('R'));
        let recursive = recursive.or(command.option(&["--recursive"])).is_some();
        if command.program() != "rm" || !recursive {
            continue;
        }
        let open = command.operands().find(|word| {
            let rest = word.text.strip_prefix('$').unwrap_or_default();
            let braced = rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
            let (name, behind) = braced.unwrap_or_else(|| {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                rest.split_at(end.unwrap_or(rest.len()))
            });
            let plain =
                !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            let all = matches!(behind, "/" | "/*" | "/**");
            let known = || {
                let image = build
                    .values(step.stage, step.index, name)
                    .any(|value| !value.is_empty());
                image
                    || step.commands.iter().any(|other| {
                        let sets = |word: &Word| {
                            word.text
                                .split_once('=')
                                .is_some_and(|(set, _)| set == name)
                        };
                        other.assignments.iter().chain(other.arguments()).any(sets)
                    })
            };
            plain && all && name != "HOME" && !known()
        });
        if let Some(word) = open {
            let message = "an empty variable makes this `rm` remove everything";
            judge.fail(build.complaint(word.place, message));
        }
    }
}
