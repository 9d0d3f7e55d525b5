//! The API server holds kubelets to their own node.
//!
//! # Why
//! Without the plug-in a kubelet that is taken over changes labels and status of other nodes and
//! draws pods to itself.
//!
//! # Fix
//! Put `NodeRestriction` into `--enable-admission-plugins`.
//!
//! # See
//! CIS Kubernetes 1.2.14

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ApiServer,
    "enable-admission-plugins",
    Want::Item("NodeRestriction"),
)
.instead(&["admission-control"])];

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-03", Severity::Medium, run)
    .doc(seaworthy_check::header!("missing_node_restriction.rs"))
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
                    #! kube-apiserver lets kubelets change other nodes
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
                    - kube-apiserver   #! kube-apiserver lets kubelets change other nodes
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
    flags::judge(cluster, judge, ASKED, "lets kubelets change other nodes");
}
