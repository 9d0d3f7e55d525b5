//! A pod names a service account that exists.
//!
//! # Why
//! Pods of an account that does not exist are not made; and whoever makes an account of that name
//! chooses what the pods may do.
//!
//! # Fix
//! Add the ServiceAccount, or correct the name.
//!
//! # See
//! Kubernetes documentation, service accounts

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::kubernetes::together;
use seaworthy_model::{Confidence, Severity};

use crate::Workload;
use crate::account;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-10", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_service_account.rs"))
    .confidence(Confidence::Low)
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              serviceAccountName: wbe   #! service account `wbe` is not among the objects
              containers:
                - name: web
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: web}
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              serviceAccountName: web
              containers:
                - name: web
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: web}
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
    let name = account::name(workload);
    let Some(field) = account::field(workload).filter(|_| name != account::DEFAULT) else {
        return;
    };
    // A set without any account leaves them to somebody else.
    let set = workload.set();
    let own = workload.object().namespace();
    let mut known = set.of_kind("ServiceAccount");
    let are_known = known.any(|account| together(account.namespace(), own));
    if are_known && account::object(workload).is_none() {
        let message = format!("service account `{name}` is not among the objects");
        judge.fail(workload.failure(field, message));
    }
}
