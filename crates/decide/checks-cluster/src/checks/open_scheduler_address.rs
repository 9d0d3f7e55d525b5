//! The scheduler listens on loopback.
//!
//! # Why
//! Its metrics and health endpoints are for the node alone; the default is every address.
//!
//! # Fix
//! Set `--bind-address=127.0.0.1`.
//!
//! # See
//! CIS Kubernetes 1.4.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] =
    &[Asked::new(Component::Scheduler, "bind-address", Want::Loopback).default("0.0.0.0")];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-02", Severity::Medium, run)
    .doc(seaworthy_check::header!("open_scheduler_address.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: kube-scheduler, namespace: kube-system}
            spec:
              containers:
                - name: kube-scheduler
                  command:
                    - kube-scheduler
                    - --bind-address=0.0.0.0   #! kube-scheduler listens on every address
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: kube-scheduler, namespace: kube-system}
            spec:
              containers:
                - name: kube-scheduler
                  command:
                    - kube-scheduler   #! kube-scheduler listens on every address
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: kube-scheduler, namespace: kube-system}
            spec:
              containers:
                - name: kube-scheduler
                  command:
                    - kube-scheduler
                    - --bind-address=127.0.0.1
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "listens on every address");
}
