//! The API server does not admit every object.
//!
//! # Why
//! The plug-in `AlwaysAdmit` waves everything through.
//!
//! # Fix
//! Take `AlwaysAdmit` out of `--enable-admission-plugins`.
//!
//! # See
//! CIS Kubernetes 1.2.10

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[
    Asked::new(
        Component::ApiServer,
        "enable-admission-plugins",
        Want::NoItem("AlwaysAdmit"),
    ),
    Asked::new(
        Component::ApiServer,
        "admission-control",
        Want::NoItem("AlwaysAdmit"),
    ),
];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-07", Severity::High, run)
    .doc(seaworthy_check::header!("always_admit_plugin.rs"))
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
                    - --enable-admission-plugins=AlwaysAdmit   #! kube-apiserver admits every object
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
                    - --enable-admission-plugins=NodeRestriction
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "admits every object");
}
