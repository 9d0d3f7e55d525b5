//! The program is started by itself, not by a shell around it.
//!
//! # Why
//! With a shell as first process the signal to stop reaches the shell, which does not hand it on:
//! the container is killed after its grace time. The image also needs a shell.
//!
//! # Fix
//! Use the list form, `ENTRYPOINT ["/app/server"]`, or begin the command with `exec`.
//!
//! # See
//! CIS Docker 4.3

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::{Location, Severity};

use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-07", Severity::Negligible, run)
    .doc(seaworthy_check::header!("shell_entrypoint.rs"))
    .examples(&[
        Example::new(
            "
            config:
              entrypoint: [/bin/sh, -c, python app.py]   #! a shell starts the program
            ",
        ),
        Example::new(
            "
            config:
              entrypoint: [/bin/sh, -c, exec python app.py]
            ",
        ),
        Example::new(
            "
            config:
              entrypoint: [/docker-entrypoint.sh]
              cmd: [nginx, -g, daemon off;]
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let Some(config) = &image.facts.config else {
        return judge.not_applicable();
    };
    let (command, path) = if config.entrypoint.is_empty() {
        (&config.cmd, "config.cmd")
    } else {
        (&config.entrypoint, "config.entrypoint")
    };
    let [shell, flag, script, ..] = command.as_slice() else {
        return;
    };
    let name = shell.rsplit('/').next().unwrap_or(shell);
    let is_shell = matches!(name, "sh" | "bash" | "ash" | "dash" | "zsh");
    if is_shell && flag == "-c" && !script.trim_start().starts_with("exec ") {
        judge.fail(Failure::new(
            "a shell starts the program",
            Location::object(path),
        ));
    }
}
