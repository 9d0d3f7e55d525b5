//! No password or key is written into a variable.
//!
//! # Why
//! Whoever reads the manifest, its history or the pod has it, and changing it means deploying anew.
//!
//! # Fix
//! Keep it in a secrets store or a Secret, mount it as a file, and change it, since it has been
//! read.
//!
//! # See
//! CIS Kubernetes 5.4.1
//! CWE-798

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::{Confidence, Severity};

use crate::Workload;
use crate::subject::called;
use crate::{credential, environment};

pub(crate) static CHECK: Check<Workload> = Check::new("SEC-01", Severity::High, run)
    .doc(seaworthy_check::header!("credential_in_environment.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  env:
                    - name: DB_PASSWORD
                      value: hunter2-blue   #! variable `DB_PASSWORD` of container `web` is written into the manifest
                    - name: BROKER
                      value: amqp://shop:c0rrect-horse@broker/   #! variable `BROKER` of container `web` is written into the manifest
            ",
        ),
        Example::new(
            r#"
            spec:
              containers:
                - name: web
                  env:
                    - {name: DB_PASSWORD_FILE, value: /run/secrets/db}
                    - {name: DB_PASSWORD, value: ""}
                    - {name: API_TOKEN, value: "$(TOKEN)"}
                    - {name: TOKEN_TTL, value: "3600"}
                    - {name: ALLOW_EMPTY_PASSWORD, value: "yes"}
                    - {name: DB_PASSWORD, value: "<change me>"}
            "#,
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        for variable in environment::variables(&container) {
            let Some(value) = variable.value.get("value") else {
                continue;
            };
            let text = value.text().unwrap_or_default();
            if credential::is_written(variable.name, text) {
                let (name, called) = (variable.name, called(&container));
                let message = format!("variable `{name}` of {called} is written into the manifest");
                judge.fail(workload.failure(value, message));
            }
        }
    }
}
