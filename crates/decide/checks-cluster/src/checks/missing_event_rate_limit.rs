//! The API server limits the rate of events.
//!
//! # Why
//! Whoever may write events fills the database of the cluster and slows the API server down.
//!
//! # Fix
//! Put `EventRateLimit` into `--enable-admission-plugins`, with its configuration.
//!
//! # See
//! CIS Kubernetes 1.2.9

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ApiServer,
    "enable-admission-plugins",
    Want::Item("EventRateLimit"),
)
.instead(&["admission-control"])];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-01", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_event_rate_limit.rs"))
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
                    - --enable-admission-plugins=PodSecurity
                    #! kube-apiserver does not limit events
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
                    - kube-apiserver   #! kube-apiserver does not limit events
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
                    - --enable-admission-plugins=NodeRestriction,EventRateLimit
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "does not limit events");
}
