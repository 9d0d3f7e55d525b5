//! The API server asks RBAC.
//!
//! # Why
//! Without it roles and bindings mean nothing; ABAC is a file that nobody reviews and that a
//! restart alone changes.
//!
//! # Fix
//! Put `RBAC` into `--authorization-mode`.
//!
//! # See
//! CIS Kubernetes 1.2.8

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ApiServer,
    "authorization-mode",
    Want::Item("RBAC"),
)
.default("AlwaysAllow")
.instead(&["authorization-config"])];

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-03", Severity::High, run)
    .doc(seaworthy_check::header!("missing_rbac_authorization.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: kube-apiserver, namespace: kube-system}
            spec:
              containers:
                - name: kube-apiserver
                  command:
                    - kube-apiserver
                    - --authorization-mode=Node,ABAC   #! kube-apiserver does not ask RBAC
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: kube-apiserver, namespace: kube-system}
            spec:
              containers:
                - name: kube-apiserver
                  command:
                    - kube-apiserver
                    - --authorization-mode=Node,RBAC
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "does not ask RBAC");
}
