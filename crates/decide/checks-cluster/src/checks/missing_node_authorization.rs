//! The API server gives each kubelet what its own pods need.
//!
//! # Why
//! Without the Node authorizer a kubelet that is taken over reads the Secrets of the whole cluster.
//!
//! # Fix
//! Put `Node` into `--authorization-mode`.
//!
//! # See
//! CIS Kubernetes 1.2.7

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ApiServer,
    "authorization-mode",
    Want::Item("Node"),
)
.default("Node")
.instead(&["authorization-config"])];

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-03", Severity::Medium, run)
    .doc(seaworthy_check::header!("missing_node_authorization.rs"))
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
                    - --authorization-mode=RBAC
                    #! kube-apiserver does not limit what kubelets read
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
                    - --authorization-mode=Node,RBAC
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "does not limit what kubelets read");
}
