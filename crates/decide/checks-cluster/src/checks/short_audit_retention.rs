//! The API server keeps audit logs for 30 days or more.
//!
//! # Why
//! An intrusion is often found weeks later; what is to be kept should be decided, not left to the
//! size of the disk.
//!
//! # Fix
//! Set `--audit-log-maxage=30` or more.
//!
//! # See
//! CIS Kubernetes 1.2.17

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[
    Asked::new(Component::ApiServer, "audit-log-maxage", Want::AtLeast(30))
        .instead(&["audit-webhook-config-file"]),
];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-04", Severity::Low, run)
    .doc(seaworthy_check::header!("short_audit_retention.rs"))
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
                    - --audit-log-maxage=1   #! kube-apiserver does not keep audit logs for 30 days
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
                    - kube-apiserver   #! kube-apiserver does not keep audit logs for 30 days
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
                    - --audit-log-maxage=30
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(
        cluster,
        judge,
        ASKED,
        "does not keep audit logs for 30 days",
    );
}
