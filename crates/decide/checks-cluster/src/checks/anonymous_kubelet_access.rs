//! Kubelets refuse requests without an identity.
//!
//! # Why
//! The API of a kubelet runs commands in its containers. The flag is on by default, the field of
//! the file is off.
//!
//! # Fix
//! Set `authentication.anonymous.enabled: false`, or `--anonymous-auth=false`.
//!
//! # See
//! CIS Kubernetes 4.2.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::flags::{Asked, Component, Want};
use crate::kubelet::Setting;
use crate::{Cluster, kubelet};

const SETTINGS: &[Setting] = &[Setting {
    flag: Asked::new(
        Component::Kubelet,
        "anonymous-auth",
        Want::OneOf(&["false"]),
    )
    .default("true"),
    path: "authentication.anonymous.enabled",
    default: Some("false"),
}];

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-03", Severity::Critical, run)
    .doc(seaworthy_check::header!("anonymous_kubelet_access.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: kubelet, namespace: kube-system}
            spec:
              containers:
                - name: kubelet
                  command:
                    - kubelet
                    - --anonymous-auth=true   #! kubelet answers requests without an identity
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: kubelet, namespace: kube-system}
            spec:
              containers:
                - name: kubelet
                  command:
                    - kubelet   #! kubelet answers requests without an identity
            ",
        ),
        Example::new(
            "
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            authentication: {anonymous: {enabled: true}}
            #! kubelet answers requests without an identity
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: kubelet, namespace: kube-system}
            spec:
              containers:
                - name: kubelet
                  command:
                    - kubelet
                    - --anonymous-auth=false
            ",
        ),
        Example::new(
            "
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    kubelet::judge(
        cluster,
        judge,
        SETTINGS,
        "answers requests without an identity",
    );
}
