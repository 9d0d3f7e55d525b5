//! Files of a Secret are open to the program that reads them alone.
//!
//! # Why
//! A mode that lets everyone write or run lets any process of the pod change what the program
//! trusts.
//!
//! # Fix
//! Set `defaultMode: 0400`, or `0440` with `fsGroup`.
//!
//! # See
//! CWE-732

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::field::number;

pub(crate) static CHECK: Check<Workload> = Check::new("SEC-01", Severity::Low, run)
    .doc(seaworthy_check::header!("open_secret_file.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
              volumes:
                - name: keys
                  secret:
                    secretName: keys
                    defaultMode: 0777   #! files of volume `keys` have the mode 0777
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
              volumes:
                - name: keys
                  secret: {secretName: keys, defaultMode: 256}
            ",
        ),
    ]);

/// Writing by group or others, and running by anyone.
const OPEN: i64 = 0o133;

fn run(workload: &Workload, judge: &mut Judge) {
    let volumes = workload.pod().spec().get("volumes");
    for volume in volumes.into_iter().flat_map(Value::items) {
        let name = volume.get("name").and_then(Value::text).unwrap_or_default();
        let Some(secret) = volume.get("secret") else {
            continue;
        };
        let items = secret.get("items").into_iter().flat_map(Value::items);
        let modes = items.filter_map(|item| item.get("mode"));
        for mode in secret.get("defaultMode").into_iter().chain(modes) {
            let Some(bits) = number(mode).filter(|bits| bits & OPEN != 0) else {
                continue;
            };
            let message = format!("files of volume `{name}` have the mode {bits:04o}");
            judge.fail(workload.failure(mode, message));
        }
    }
}
