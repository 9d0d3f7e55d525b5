//! No password or key is written into a variable of a service.
//!
//! # Why
//! Whoever reads the file or its history has it, and so has every program that the service starts.
//!
//! # Fix
//! Use `secrets`, or a variable whose value stands outside the repository, and change the password,
//! since it has been read.
//!
//! # See
//! CWE-798

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::{Confidence, Severity};

use super::Service;
use crate::credential;

pub(super) static CHECK: Check<Service> = Check::new("SEC-01", Severity::High, run)
    .doc(seaworthy_check::header!("credential_in_service_environment.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            services:
              db:
                image: postgres:17
                environment:
                  POSTGRES_PASSWORD: hunter2-blue   #! variable `POSTGRES_PASSWORD` of service `db` is written into the file
            ",
        ),
        Example::new(
            "
            services:
              db:
                image: postgres:17
                environment:
                  POSTGRES_PASSWORD: ${POSTGRES_PASSWORD}
                  POSTGRES_PASSWORD_FILE: /run/secrets/db
            ",
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    let variables = view.at("environment");
    for entry in variables.into_iter().flat_map(Value::entries) {
        let name = entry.name();
        let text = entry.value.text().unwrap_or_default();
        if credential::is_written(&name, text) && !service.is_variable(entry.value) {
            let message = format!(
                "variable `{name}` of service `{}` is written into the file",
                view.name()
            );
            judge.fail(service.failure(entry.value, message));
        }
    }
}
