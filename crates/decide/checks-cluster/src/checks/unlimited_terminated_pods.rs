//! Pods that ended are cleared away.
//!
//! # Why
//! Without a limit whoever starts pods fills the database of the cluster. 12500 is the default.
//!
//! # Fix
//! Remove `--terminated-pod-gc-threshold=0`.
//!
//! # See
//! CIS Kubernetes 1.3.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ControllerManager,
    "terminated-pod-gc-threshold",
    Want::NotZero,
)
.default("12500")];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-01", Severity::Low, run)
    .doc(seaworthy_check::header!("unlimited_terminated_pods.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: kube-controller-manager, namespace: kube-system}
            spec:
              containers:
                - name: kube-controller-manager
                  command:
                    - kube-controller-manager
                    - --terminated-pod-gc-threshold=0
                    #! kube-controller-manager keeps every pod that ended
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: kube-controller-manager, namespace: kube-system}
            spec:
              containers:
                - name: kube-controller-manager
                  command:
                    - kube-controller-manager
                    - --terminated-pod-gc-threshold=1000
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "keeps every pod that ended");
}
