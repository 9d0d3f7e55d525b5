//! The default service account, which pods share, holds no rights.
//!
//! # Why
//! A binding of the default account gives its rights to every pod of the namespace that names no
//! account, also to those that come later.
//!
//! # Fix
//! Make a ServiceAccount for the workload that needs the rights, bind that, and take the default
//! account out of the binding.
//!
//! # See
//! CIS Kubernetes 5.1.5

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::account;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-10", Severity::High, run)
    .doc(seaworthy_check::header!("bound_default_account.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:   #! the pods use the default service account, to which `RoleBinding/open` gives rights
                - name: web
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: open}
            roleRef: {kind: ClusterRole, name: view, apiGroup: rbac.authorization.k8s.io}
            subjects:
              - {kind: ServiceAccount, name: default}
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop}
            spec:
              containers:
                - name: web
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: open, namespace: other}
            roleRef: {kind: ClusterRole, name: view, apiGroup: rbac.authorization.k8s.io}
            subjects:
              - {kind: ServiceAccount, name: default}
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let is_default = account::name(workload) == account::DEFAULT;
    if !workload.is_pod() || !is_default || !account::mounts_token(workload) {
        return;
    }
    let Some(binding) = account::bindings(workload).next() else {
        return;
    };
    let at = account::field(workload).unwrap_or(workload.pod().spec());
    let title = binding.title();
    let message =
        format!("the pods use the default service account, to which `{title}` gives rights");
    let failure = workload.failure(at, message);
    judge.fail(failure.related(binding.value().location()));
}
