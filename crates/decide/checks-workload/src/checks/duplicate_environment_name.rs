//! A container has each variable once.
//!
//! # Why
//! Of two values the last one holds, whichever the reader of the file sees first; and tools that
//! merge by name lose one.
//!
//! # Fix
//! Remove the one that is not meant.
//!
//! # See
//! Kubernetes API reference, Container, env

use std::collections::BTreeSet;

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::environment;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Low, run)
    .doc(seaworthy_check::header!("duplicate_environment_name.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  env:
                    - {name: LEVEL, value: info}
                    - {name: LEVEL, value: debug}   #! variable `LEVEL` of container `web` is there twice
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  env:
                    - {name: LEVEL, value: info}
                    - {name: level, value: debug}
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let mut seen = BTreeSet::new();
        for variable in environment::variables(&container) {
            if !variable.name.is_empty() && !seen.insert(variable.name) {
                let (name, called) = (variable.name, called(&container));
                let message = format!("variable `{name}` of {called} is there twice");
                judge.fail(workload.failure(variable.value, message));
            }
        }
    }
}
