//! A pod names its service account by the field that holds.
//!
//! # Why
//! `serviceAccount` is an old name for `serviceAccountName`. Where both are written and differ, the
//! newer one holds, which readers of the file may miss.
//!
//! # Fix
//! Write `serviceAccountName` alone.
//!
//! # See
//! Kubernetes API reference, PodSpec

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-10", Severity::Negligible, run)
    .doc(seaworthy_check::header!("deprecated_account_field.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              serviceAccount: web   #! the service account is named by the old field `serviceAccount`
              containers:
                - name: web
            ",
        ),
        Example::new(
            "
            spec:
              serviceAccountName: web
              containers:
                - name: web
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let spec = workload.pod().spec();
    let text = |key| spec.get(key).and_then(Value::text);
    let (old, new) = (text("serviceAccount"), text("serviceAccountName"));
    // API servers write the old field beside the new one in what is read from a cluster.
    let Some(value) = spec.get("serviceAccount").filter(|_| old != new) else {
        return;
    };
    let message = "the service account is named by the old field `serviceAccount`";
    judge.fail(workload.failure(value, message));
}
