//! Requests to the API server end.
//!
//! # Why
//! Slow requests without an end use up its connections.
//!
//! # Fix
//! Remove `--request-timeout=0`; 60 seconds is the default.
//!
//! # See
//! CIS Kubernetes 1.2.20

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] =
    &[Asked::new(Component::ApiServer, "request-timeout", Want::NotZero).default("60s")];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-01", Severity::Low, run)
    .doc(seaworthy_check::header!("endless_api_requests.rs"))
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
                    - --request-timeout=0s   #! kube-apiserver lets requests run without end
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
                    - --request-timeout=300s
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "lets requests run without end");
}
