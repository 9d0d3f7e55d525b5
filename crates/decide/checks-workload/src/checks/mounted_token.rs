//! A pod gets the token of its service account only where it needs it.
//!
//! # Why
//! The token is what an attacker looks for first in a pod: with it the API server answers in the
//! name of the account.
//!
//! # Fix
//! Set `automountServiceAccountToken: false` for the pod or its service account. A pod that speaks
//! to the API server shows it by a binding of its own account.
//!
//! # See
//! CIS Kubernetes 5.1.6
//! NSA Kubernetes Hardening Guide 1.6

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::edit;
use seaworthy_model::{Confidence, Severity};

use crate::Workload;
use crate::account;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-10", Severity::Medium, run)
    .doc(seaworthy_check::header!("mounted_token.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            spec:
              containers:   #! the pods get the token of service account `default` without a sign that they need it
                - name: web
            ",
        ),
        Example::new(
            "
            spec:
              serviceAccountName: web
              automountServiceAccountToken: true   #! the pods get the token of service account `web` without a sign that they need it
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
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: web}
            roleRef: {kind: Role, name: web, apiGroup: rbac.authorization.k8s.io}
            subjects:
              - {kind: ServiceAccount, name: web}
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
            automountServiceAccountToken: false
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    if !workload.is_pod() || !account::mounts_token(workload) || account::needs_token(workload) {
        return;
    }
    let spec = workload.pod().spec();
    let name = account::name(workload);
    let message = format!(
        "the pods get the token of service account `{name}` without a sign that they need it"
    );
    let written = spec.get("automountServiceAccountToken");
    let failure = workload.failure(written.unwrap_or(spec), message);
    // An account of its own may be bound elsewhere, and who writes `true` means it.
    let is_default = name == account::DEFAULT && written.is_none();
    let patch = is_default.then(|| edit::set(spec, &["automountServiceAccountToken"], "false"));
    judge.fail(failure.patch(patch.flatten()));
}
