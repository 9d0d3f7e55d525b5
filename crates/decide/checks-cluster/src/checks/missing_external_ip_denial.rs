//! The API server refuses external addresses of Services.
//!
//! # Why
//! Whoever writes a Service with `externalIPs` catches the traffic of the cluster to those
//! addresses (CVE-2020-8554).
//!
//! # Fix
//! Put `DenyServiceExternalIPs` into `--enable-admission-plugins`.
//!
//! # See
//! CIS Kubernetes 1.2.3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ApiServer,
    "enable-admission-plugins",
    Want::Item("DenyServiceExternalIPs"),
)
.instead(&["admission-control"])];

pub(super) static CHECK: Check<Cluster> = Check::new("NET-04", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_external_ip_denial.rs"))
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
                    #! kube-apiserver lets Services claim external addresses
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
                    - kube-apiserver   #! kube-apiserver lets Services claim external addresses
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
                    - --enable-admission-plugins=NodeRestriction,DenyServiceExternalIPs
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(
        cluster,
        judge,
        ASKED,
        "lets Services claim external addresses",
    );
}
