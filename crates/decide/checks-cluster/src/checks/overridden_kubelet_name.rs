//! Kubelets use the name of their machine.
//!
//! # Why
//! A name that is set by hand need not fit the certificate, and can be that of another node.
//!
//! # Fix
//! Remove `--hostname-override`, except where the provider of the cloud needs it.
//!
//! # See
//! CIS Kubernetes 4.2.7

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::flags::{Asked, Component, Want};
use crate::kubelet::Setting;
use crate::{Cluster, kubelet};

const SETTINGS: &[Setting] = &[Setting {
    flag: Asked::new(Component::Kubelet, "hostname-override", Want::Absent),
    path: "",
    default: None,
}];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-03", Severity::Low, run)
    .doc(seaworthy_check::header!("overridden_kubelet_name.rs"))
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
                    - --hostname-override=other   #! kubelet gives its node another name
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
                    - --client-ca-file=/pki/ca.crt
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
    kubelet::judge(cluster, judge, SETTINGS, "gives its node another name");
}
