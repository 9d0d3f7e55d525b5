//! The API server enforces Pod Security levels.
//!
//! # Why
//! Without the plug-in, which is on by default, the labels of namespaces mean nothing.
//!
//! # Fix
//! Take `PodSecurity` out of `--disable-admission-plugins`.
//!
//! # See
//! CIS Kubernetes 5.2.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ApiServer,
    "disable-admission-plugins",
    Want::NoItem("PodSecurity"),
)];

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-09", Severity::High, run)
    .doc(seaworthy_check::header!(
        "disabled_pod_security_admission.rs"
    ))
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
                    - --disable-admission-plugins=PodSecurity
                    #! kube-apiserver ignores Pod Security levels
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
                    - --disable-admission-plugins=DefaultStorageClass
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "ignores Pod Security levels");
}
