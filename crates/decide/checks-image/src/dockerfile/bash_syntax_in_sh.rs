//! A step uses only what its shell knows.
//!
//! # Why
//! `/bin/sh` of Debian and Ubuntu is dash, which has no `[[`, `source`, `pushd` or `<<<`: the step
//! fails, or goes on with another branch than was meant.
//!
//! # Fix
//! Use the words of POSIX (`[`, `.`, `cd`, a pipe), or set `SHELL ["/bin/bash", "-c"]`.
//!
//! # See
//! ShellCheck SC3010, SC3046

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Base;
use seaworthy_model::{Confidence, Severity};

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("bash_syntax_in_sh.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN source /opt/env && make   #! `source` is not known to `/bin/sh` of this base
            ",
        ),
        Example::new(
            "
            FROM debian:12
            SHELL [\"/bin/bash\", \"-c\"]
            RUN source /opt/env && make
            FROM fedora:43
            RUN source /opt/env && make
            FROM ubuntu:24.04
            RUN bash -c \"source /opt/env\" && . /opt/env
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    let file = build.file();
    for step in build.steps() {
        let root = file.lineage(step.stage).last().copied();
        let base = root
            .and_then(|root| file.stages.get(root))
            .map(|stage| &stage.base);
        let dash = matches!(base, Some(Base::Image(name)) if has_dash(name));
        if !dash || step.dialect.is_named || !step.dialect.is_posix {
            continue;
        }
        let unknown = step.commands.iter().find_map(|command| {
            let program = command.words.first()?;
            let word = matches!(
                program.text.as_str(),
                "source" | "[[" | "pushd" | "popd" | "shopt"
            );
            let here = command
                .redirects
                .iter()
                .any(|(operator, _)| *operator == "<<<");
            // What stands within another command may be for another shell.
            let own = !command.is_nested;
            let name = if word { program.text.as_str() } else { "<<<" };
            (own && (word || here)).then(|| (command, name.to_owned()))
        });
        if let Some((command, name)) = unknown {
            let message = format!("`{name}` is not known to `/bin/sh` of this base");
            judge.fail(build.complaint(command.place(), message));
        }
    }
}

/// Whether the image is known to have dash as its shell: Debian and Ubuntu.
fn has_dash(name: &str) -> bool {
    let name = name.split('@').next().unwrap_or(name);
    let name = name.strip_prefix("docker.io/").unwrap_or(name);
    let name = name.strip_prefix("library/").unwrap_or(name);
    let (repository, tag) = name.split_once(':').unwrap_or((name, ""));
    matches!(repository, "debian" | "ubuntu" | "buildpack-deps")
        || matches!(
            repository,
            "python" | "node" | "golang" | "rust" | "ruby" | "php"
        ) && !tag.contains("alpine")
            && !tag.contains("windows")
}
