//! A list that an instruction takes is correct JSON.
//!
//! # Why
//! What looks like a list and is none is given to a shell as a text: the program does not start, or
//! starts with brackets and quotes in its arguments.
//!
//! # Fix
//! Use double quotes around every item and commas between them: `CMD ["/bin/web", "-v"]`.
//!
//! # See
//! Dockerfile reference: exec form

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::{Arguments, Keyword};
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("malformed_json_form.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            CMD ['/bin/web', '-v']   #! the list of `CMD` is no JSON, so a shell gets it as a text
            ",
        ),
        Example::new(
            "
            FROM debian:12
            CMD [\"/bin/web\", \"-v\"]
            ENTRYPOINT [ -f /a ] && exec /a
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for keyword in [Keyword::Cmd, Keyword::Entrypoint, Keyword::Healthcheck] {
        for instruction in build.instructions(keyword) {
            let Arguments::Shell(word) = &instruction.arguments else {
                continue;
            };
            let text = word.text.trim();
            let list =
                text.starts_with('[') && text.ends_with(']') && text.contains(['"', '\'', ',']);
            // `[[ … ]]` and `[ … ]` are tests of a shell.
            if !list || text.starts_with("[[") || text.starts_with("[ -") {
                continue;
            }
            let name = keyword.name();
            let message = format!("the list of `{name}` is no JSON, so a shell gets it as a text");
            let quotes = !text.contains(['"', '\\']) && text.matches('\'').count() % 2 == 0;
            let fixed = text.replace('\'', "\"");
            let patch = build
                .replaced(word.place, &fixed)
                .filter(|_| quotes && is_list(&fixed));
            judge.fail(build.complaint(instruction.place, message).patch(patch));
        }
    }
}

/// Whether a text is a list of plain strings.
fn is_list(text: &str) -> bool {
    let inner = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    inner.is_some_and(|inner| {
        inner.split(',').all(|item| {
            let item = item.trim();
            item.len() >= 2 && item.starts_with('"') && item.ends_with('"')
        })
    })
}
