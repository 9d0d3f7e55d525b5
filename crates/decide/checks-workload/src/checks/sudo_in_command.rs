//! A container does not gain rights by sudo.
//!
//! # Why
//! A command with `sudo` needs a set-user-id program and an account that may use it without a
//! password: both serve an attacker too.
//!
//! # Fix
//! Run the one step that needs a right in an init container that has it, and the program without.
//!
//! # See
//! NSA Kubernetes Hardening Guide 1.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::command;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-04", Severity::Low, run)
    .doc(seaworthy_check::header!("sudo_in_command.rs"))
    .examples(&[
        Example::new(
            r#"
            spec:
              containers:
                - name: web
                  command: [sh, -c, "sudo -E /srv/web"]   #! container `web` runs sudo
            "#,
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  command: [/srv/pseudo]
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let runs = |text: &Value<'_>| {
            let mut words = command::words(text.text().unwrap_or_default());
            words.any(|word| command::program(word) == "sudo")
        };
        if let Some(text) = command::texts(&container).find(runs) {
            let message = format!("{} runs sudo", called(&container));
            judge.fail(workload.failure(text, message));
        }
    }
}
