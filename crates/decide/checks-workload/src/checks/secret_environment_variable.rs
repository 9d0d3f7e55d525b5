//! A secret reaches a program as a file, not as a variable.
//!
//! # Why
//! Variables are handed to every program that is started, stand in crash reports and `describe`,
//! and do not change when the secret is renewed.
//!
//! # Fix
//! Mount the Secret as a volume and let the program read the file, or let it ask a secrets store.
//!
//! # See
//! CIS Kubernetes 5.4.1
//! NSA Kubernetes Hardening Guide 1.5

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::environment;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("SEC-01", Severity::Low, run)
    .doc(seaworthy_check::header!("secret_environment_variable.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  env:
                    - name: DB_PASSWORD
                      valueFrom:
                        secretKeyRef: {name: db, key: password}   #! variable `DB_PASSWORD` of container `web` holds a secret
                  envFrom:
                    - secretRef: {name: keys}   #! every key of Secret `keys` is a variable of container `web`
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  env: [{name: LEVEL, valueFrom: {configMapKeyRef: {name: web, key: level}}}]
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        for variable in environment::variables(&container) {
            if let Some(at) = variable.value.at("valueFrom.secretKeyRef") {
                let (name, called) = (variable.name, called(&container));
                let message = format!("variable `{name}` of {called} holds a secret");
                judge.fail(workload.failure(at, message));
            }
        }
        let sources = container.value.get("envFrom");
        for source in sources.into_iter().flat_map(Value::items) {
            if let Some(at) = source.get("secretRef") {
                let name = at.get("name").and_then(Value::text).unwrap_or_default();
                let called = called(&container);
                let message = format!("every key of Secret `{name}` is a variable of {called}");
                judge.fail(workload.failure(at, message));
            }
        }
    }
}
