//! A workload that gets a token has a service account of its own.
//!
//! # Why
//! The default account of a namespace is shared by all pods that name none: a right that one of
//! them needs is a right of all.
//!
//! # Fix
//! Make a ServiceAccount for the workload and name it in `serviceAccountName`, or turn its token
//! off.
//!
//! # See
//! CIS Kubernetes 5.1.5

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::account;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-10", Severity::Low, run)
    .doc(seaworthy_check::header!("default_service_account.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              serviceAccountName: default   #! the pods use the default service account of their namespace
              containers:
                - name: web
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
            ",
        ),
        Example::new(
            "
            spec:
              automountServiceAccountToken: false
              containers:
                - name: web
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let is_default = account::name(workload) == account::DEFAULT;
    if !workload.is_pod() || !is_default || !account::mounts_token(workload) {
        return;
    }
    // With rights of its own the shared account is another, graver finding.
    if account::bindings(workload).next().is_some() {
        return;
    }
    // Where nothing is written, the token that nobody asked for is the finding (`mounted-token`).
    let Some(at) = account::field(workload) else {
        return;
    };
    let message = "the pods use the default service account of their namespace";
    judge.fail(workload.failure(at, message));
}
