//! The API server keeps objects out of namespaces that are not there.
//!
//! # Why
//! Without the plug-in objects are made in namespaces that are being deleted, and the namespaces of
//! the system can be deleted.
//!
//! # Fix
//! Take `NamespaceLifecycle` out of `--disable-admission-plugins`.
//!
//! # See
//! CIS Kubernetes 1.2.13

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ApiServer,
    "disable-admission-plugins",
    Want::NoItem("NamespaceLifecycle"),
)];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-01", Severity::Medium, run)
    .doc(seaworthy_check::header!("disabled_namespace_lifecycle.rs"))
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
                    - --disable-admission-plugins=NamespaceLifecycle
                    #! kube-apiserver lets objects into namespaces that end
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
    flags::judge(
        cluster,
        judge,
        ASKED,
        "lets objects into namespaces that end",
    );
}
