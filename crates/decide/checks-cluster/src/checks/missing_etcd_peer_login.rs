//! etcd asks its peers for a certificate.
//!
//! # Why
//! Whoever may join as a peer gets a copy of everything.
//!
//! # Fix
//! Set `--peer-client-cert-auth=true`.
//!
//! # See
//! CIS Kubernetes 2.5

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::Etcd,
    "peer-client-cert-auth",
    Want::OneOf(&["true"]),
)
.default("false")];

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-03", Severity::High, run)
    .doc(seaworthy_check::header!("missing_etcd_peer_login.rs"))
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
                    - --peer-client-cert-auth=false   #! etcd takes peers without a login
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
                    - etcd   #! etcd takes peers without a login
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
                    - --peer-client-cert-auth=true
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "takes peers without a login");
}
