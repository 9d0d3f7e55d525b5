//! No password or key is written into a command.
//!
//! # Why
//! Arguments stand in the manifest, its history, the list of processes of the node and many logs.
//!
//! # Fix
//! Let the program read a file that a Secret mounts, and change the password, since it has been
//! read.
//!
//! # See
//! CWE-214
//! CWE-798

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::{Confidence, Severity};

use crate::Workload;
use crate::subject::called;
use crate::{command, credential};

pub(crate) static CHECK: Check<Workload> = Check::new("SEC-01", Severity::High, run)
    .doc(seaworthy_check::header!("credential_in_arguments.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  args:
                    - --listen=:8080
                    - --db-password=hunter2-blue   #! argument `--db-password` of container `web` is written into the manifest
                    - --api-token
                    - 9f86d081884c7d65   #! argument `--api-token` of container `web` is written into the manifest
            ",
        ),
        Example::new(
            r#"
            spec:
              containers:
                - name: web
                  args: [--password-file=/run/secrets/db, "--token=$(TOKEN)", --token, --verbose]
            "#,
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let mut before = "";
        for value in command::texts(&container) {
            let text = value.text().unwrap_or_default();
            let named = match text.split_once('=') {
                Some((option, secret)) if text.starts_with('-') => Some((option, secret)),
                None if before.starts_with("--") && !text.starts_with('-') => Some((before, text)),
                _ => None,
            };
            before = text;
            let written = named.filter(|(option, secret)| {
                let name = option.trim_start_matches('-');
                !name.contains(char::is_whitespace) && credential::is_written(name, secret)
            });
            if let Some((option, _)) = written {
                let called = called(&container);
                let message =
                    format!("argument `{option}` of {called} is written into the manifest");
                judge.fail(workload.failure(value, message));
            }
        }
    }
}
