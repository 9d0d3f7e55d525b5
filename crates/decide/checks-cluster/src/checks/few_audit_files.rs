//! The API server keeps ten old audit logs or more.
//!
//! # Why
//! With few old files an attacker who makes noise drives his traces out.
//!
//! # Fix
//! Set `--audit-log-maxbackup=10` or more.
//!
//! # See
//! CIS Kubernetes 1.2.18

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ApiServer,
    "audit-log-maxbackup",
    Want::AtLeast(10),
)
.instead(&["audit-webhook-config-file"])];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-04", Severity::Low, run)
    .doc(seaworthy_check::header!("few_audit_files.rs"))
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
                    - --audit-log-maxbackup=1   #! kube-apiserver does not keep ten audit logs
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
                    - kube-apiserver   #! kube-apiserver does not keep ten audit logs
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
                    - --audit-log-maxbackup=10
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "does not keep ten audit logs");
}
