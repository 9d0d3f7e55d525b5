//! The scheduler serves no profiles of itself.
//!
//! # Why
//! Profiles tell how the program works inside, and making them costs it time. They are on by
//! default.
//!
//! # Fix
//! Set `--profiling=false`.
//!
//! # See
//! CIS Kubernetes 1.4.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] =
    &[Asked::new(Component::Scheduler, "profiling", Want::OneOf(&["false"])).default("true")];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-01", Severity::Low, run)
    .doc(seaworthy_check::header!("scheduler_profiling.rs"))
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
                    - --profiling=true   #! kube-scheduler serves profiles of itself
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
                    - kube-scheduler   #! kube-scheduler serves profiles of itself
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
                    - --profiling=false
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "serves profiles of itself");
}
