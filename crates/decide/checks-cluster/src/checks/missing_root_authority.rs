//! Pods can check the certificate of the API server.
//!
//! # Why
//! Without the bundle pods talk to whoever answers.
//!
//! # Fix
//! Set `--root-ca-file`.
//!
//! # See
//! CIS Kubernetes 1.3.5

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ControllerManager,
    "root-ca-file",
    Want::Set,
)];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-03", Severity::Medium, run)
    .doc(seaworthy_check::header!("missing_root_authority.rs"))
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
                    #! kube-controller-manager gives pods no authority of the cluster
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
                    - --root-ca-file=/pki/ca.crt
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(
        cluster,
        judge,
        ASKED,
        "gives pods no authority of the cluster",
    );
}
