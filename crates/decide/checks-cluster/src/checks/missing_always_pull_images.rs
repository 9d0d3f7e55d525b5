//! The API server has images pulled with the credentials of each pod.
//!
//! # Why
//! An image that lies on the node from another pod is used by whoever knows its name, without any
//! right to pull it.
//!
//! # Fix
//! Put `AlwaysPullImages` into `--enable-admission-plugins`, where tenants share nodes.
//!
//! # See
//! CIS Kubernetes 1.2.11

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ApiServer,
    "enable-admission-plugins",
    Want::Item("AlwaysPullImages"),
)
.instead(&["admission-control"])];

pub(super) static CHECK: Check<Cluster> = Check::new("PRV-05", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_always_pull_images.rs"))
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
                    #! kube-apiserver lets pods use images that they could not pull
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
                    #! kube-apiserver lets pods use images that they could not pull
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
                    - --enable-admission-plugins=NodeRestriction,AlwaysPullImages
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(
        cluster,
        judge,
        ASKED,
        "lets pods use images that they could not pull",
    );
}
