//! Workloads with rights do not share a service account.
//!
//! # Why
//! What one of them needs all of them may do, and the audit log cannot tell them apart.
//!
//! # Fix
//! Give each workload an account of its own with its own binding.
//!
//! # See
//! CIS Kubernetes 5.1.5

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::kubernetes::together;
use seaworthy_model::Severity;

use crate::Workload;
use crate::account;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-10", Severity::Low, run)
    .doc(seaworthy_check::header!("shared_service_account.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              serviceAccountName: shop   #! service account `shop` with rights is shared with `Pod/pay`
              containers:
                - name: web
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: pay}
            spec:
              serviceAccountName: shop
              containers:
                - name: pay
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: shop}
            roleRef: {kind: Role, name: shop, apiGroup: rbac.authorization.k8s.io}
            subjects:
              - {kind: ServiceAccount, name: shop}
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
            kind: Pod
            metadata: {name: pay}
            spec:
              serviceAccountName: pay
              containers:
                - name: pay
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let name = account::name(workload);
    let Some(field) = account::field(workload).filter(|_| name != account::DEFAULT) else {
        return;
    };
    if account::bindings(workload).next().is_none() {
        return;
    }
    let own = workload.object();
    let mut others = workload.set().pods().filter(|pod| {
        let spec = pod.spec();
        let names = ["serviceAccountName", "serviceAccount"].map(|key| spec.get(key));
        let same = names
            .iter()
            .flatten()
            .any(|value| value.text() == Some(name));
        same && !std::ptr::eq(pod.object(), own)
            && together(pod.object().namespace(), own.namespace())
    });
    let Some(other) = others.next() else {
        return;
    };
    let title = other.object().title();
    let message = format!("service account `{name}` with rights is shared with `{title}`");
    let failure = workload.failure(field, message);
    judge.fail(failure.related(other.spec().location()));
}
