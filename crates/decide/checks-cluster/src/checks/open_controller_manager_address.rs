//! The controller manager listens on loopback.
//!
//! # Why
//! Its metrics and health endpoints are for the node alone; the default is every address.
//!
//! # Fix
//! Set `--bind-address=127.0.0.1`.
//!
//! # See
//! CIS Kubernetes 1.3.7

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] =
    &[Asked::new(Component::ControllerManager, "bind-address", Want::Loopback).default("0.0.0.0")];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-02", Severity::Medium, run)
    .doc(seaworthy_check::header!(
        "open_controller_manager_address.rs"
    ))
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
                    - --bind-address=0.0.0.0   #! kube-controller-manager listens on every address
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
                    - kube-controller-manager   #! kube-controller-manager listens on every address
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
                    - --bind-address=127.0.0.1
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "listens on every address");
}
