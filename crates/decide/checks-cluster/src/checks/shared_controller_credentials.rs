//! Each controller has its own login.
//!
//! # Why
//! With one login for all, a fault in one controller has the rights of all of them.
//!
//! # Fix
//! Set `--use-service-account-credentials=true`.
//!
//! # See
//! CIS Kubernetes 1.3.3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ControllerManager,
    "use-service-account-credentials",
    Want::OneOf(&["true"]),
)
.default("false")];

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", Severity::Medium, run)
    .doc(seaworthy_check::header!("shared_controller_credentials.rs"))
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
                    - --use-service-account-credentials=false
                    #! kube-controller-manager runs all controllers with one login
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
                    #! kube-controller-manager runs all controllers with one login
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
                    - --use-service-account-credentials=true
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "runs all controllers with one login");
}
