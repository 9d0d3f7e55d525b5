//! The API server checks the certificate of etcd.
//!
//! # Why
//! Whoever stands between would read and answer in the place of the database.
//!
//! # Fix
//! Set `--etcd-cafile`.
//!
//! # See
//! CIS Kubernetes 1.2.26

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(Component::ApiServer, "etcd-cafile", Want::Set)];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-03", Severity::Medium, run)
    .doc(seaworthy_check::header!("missing_etcd_authority.rs"))
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
                    - kube-apiserver   #! kube-apiserver does not check the certificate of etcd
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
                    - --etcd-cafile=/pki/etcd.crt
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(
        cluster,
        judge,
        ASKED,
        "does not check the certificate of etcd",
    );
}
