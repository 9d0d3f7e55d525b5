//! Serving certificates of kubelets are renewed.
//!
//! # Why
//! A certificate that nobody renews ends one day, and until then a stolen one is good.
//!
//! # Fix
//! Remove `RotateKubeletServerCertificate=false` from `--feature-gates`.
//!
//! # See
//! CIS Kubernetes 1.3.6

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ControllerManager,
    "feature-gates",
    Want::NoItem("RotateKubeletServerCertificate=false"),
)];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-03", Severity::Low, run)
    .doc(seaworthy_check::header!("disabled_serving_rotation.rs"))
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
                    - --feature-gates=RotateKubeletServerCertificate=false
                    #! kube-controller-manager does not renew serving certificates of kubelets
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
                    - --feature-gates=A=true
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(
        cluster,
        judge,
        ASKED,
        "does not renew serving certificates of kubelets",
    );
}
