//! An audit log grows to 100 MB before it is turned over.
//!
//! # Why
//! Small files are turned over within minutes of a flood, and old ones are lost. 100 MB is the
//! default.
//!
//! # Fix
//! Remove `--audit-log-maxsize`, or set 100 or more.
//!
//! # See
//! CIS Kubernetes 1.2.19

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ApiServer,
    "audit-log-maxsize",
    Want::AtLeast(100),
)
.default("100")];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-04", Severity::Low, run)
    .doc(seaworthy_check::header!("small_audit_files.rs"))
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
                    - --audit-log-maxsize=5   #! kube-apiserver turns audit logs over early
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
                    - --audit-log-maxsize=100
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "turns audit logs over early");
}
