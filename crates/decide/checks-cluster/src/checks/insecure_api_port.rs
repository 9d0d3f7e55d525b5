//! The API server serves no port without TLS and login.
//!
//! # Why
//! Requests to the insecure port skip authentication and authorization: who reaches it has the
//! cluster.
//!
//! # Fix
//! Set `--insecure-port=0`, and remove `--insecure-bind-address`. Kubernetes 1.24 has neither.
//!
//! # See
//! Kubernetes 1.20 release notes

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[
    Asked::new(Component::ApiServer, "insecure-port", Want::OneOf(&["0"])).default("0"),
    Asked::new(Component::ApiServer, "insecure-bind-address", Want::Absent),
    Asked::new(Component::ApiServer, "address", Want::Absent),
];

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-03", Severity::Critical, run)
    .doc(seaworthy_check::header!("insecure_api_port.rs"))
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
                    - --insecure-port=8080   #! kube-apiserver serves a port without login
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
                    - --insecure-port=0
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "serves a port without login");
}
