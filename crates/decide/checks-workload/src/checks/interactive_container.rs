//! A container is not kept open for somebody at a terminal.
//!
//! # Why
//! `stdin` with `tty` or a bare shell as command serves a person, not a program: what is typed
//! there is in no image and no review.
//!
//! # Fix
//! Remove `stdin` and `tty`, and start the program itself. For looking into a pod use an ephemeral
//! container.
//!
//! # See
//! MITRE ATT&CK T1609

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::command;
use crate::field::is_on;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-04", Severity::Low, run)
    .doc(seaworthy_check::header!("interactive_container.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  stdin: true
                  tty: true   #! container `web` waits for somebody at a terminal
                - name: shell
                  command: [/bin/bash]   #! container `shell` waits for somebody at a terminal
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  command: [/bin/sh, -c, exec /srv/web]
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let on = |key| container.value.get(key).filter(|value| is_on(*value));
        let terminal = on("tty").filter(|_| on("stdin").is_some());
        let mut texts = command::texts(&container);
        let (first, second) = (texts.next(), texts.next());
        let is_shell = |text: &Value<'_>| {
            let program = command::program(text.text().unwrap_or_default());
            command::SHELLS.contains(&program) && program != "busybox"
        };
        let bare = first.filter(|_| second.is_none()).filter(is_shell);
        if let Some(at) = terminal.or(bare) {
            let message = format!("{} waits for somebody at a terminal", called(&container));
            judge.fail(workload.failure(at, message));
        }
    }
}
