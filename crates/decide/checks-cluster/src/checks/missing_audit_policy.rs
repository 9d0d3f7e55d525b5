//! The API server has an audit policy.
//!
//! # Why
//! Without a policy no event is recorded, whatever the log.
//!
//! # Fix
//! Set `--audit-policy-file`.
//!
//! # See
//! CIS Kubernetes 3.2.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ApiServer,
    "audit-policy-file",
    Want::Set,
)];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("missing_audit_policy.rs"))
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
                    - kube-apiserver   #! kube-apiserver has no audit policy
                    - --audit-log-path=/var/log/audit.log
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
                    - --audit-policy-file=/etc/audit.yaml
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "has no audit policy");
}
