//! etcd asks its clients for a certificate.
//!
//! # Why
//! Whoever reaches an etcd without login reads and changes the whole cluster.
//!
//! # Fix
//! Set `--client-cert-auth=true`.
//!
//! # See
//! CIS Kubernetes 2.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] =
    &[Asked::new(Component::Etcd, "client-cert-auth", Want::OneOf(&["true"])).default("false")];

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-03", Severity::Critical, run)
    .doc(seaworthy_check::header!("missing_etcd_client_login.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: etcd, namespace: kube-system}
            spec:
              containers:
                - name: etcd
                  command:
                    - etcd
                    - --client-cert-auth=false   #! etcd serves clients without a login
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: etcd, namespace: kube-system}
            spec:
              containers:
                - name: etcd
                  command:
                    - etcd   #! etcd serves clients without a login
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: etcd, namespace: kube-system}
            spec:
              containers:
                - name: etcd
                  command:
                    - etcd
                    - --client-cert-auth=true
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "serves clients without a login");
}
