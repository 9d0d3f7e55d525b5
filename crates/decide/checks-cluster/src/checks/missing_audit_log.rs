//! The API server records audit events.
//!
//! # Why
//! Without a record nobody can tell who did what.
//!
//! # Fix
//! Set `--audit-policy-file` and `--audit-log-path`, or send events to a webhook.
//!
//! # See
//! CIS Kubernetes 1.2.16

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[
    Asked::new(Component::ApiServer, "audit-log-path", Want::Set)
        .instead(&["audit-webhook-config-file"]),
];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("missing_audit_log.rs"))
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
                    - kube-apiserver   #! kube-apiserver records no audit events
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
                    - --audit-log-path=/var/log/audit.log
                    - --audit-policy-file=/etc/audit.yaml
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "records no audit events");
}
