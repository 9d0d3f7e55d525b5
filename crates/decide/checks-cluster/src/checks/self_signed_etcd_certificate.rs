//! etcd does not make its own certificate.
//!
//! # Why
//! No client can check a certificate that signs itself.
//!
//! # Fix
//! Remove `--auto-tls`.
//!
//! # See
//! CIS Kubernetes 2.3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] =
    &[Asked::new(Component::Etcd, "auto-tls", Want::OneOf(&["false"])).default("false")];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-03", Severity::Medium, run)
    .doc(seaworthy_check::header!("self_signed_etcd_certificate.rs"))
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
                    - --auto-tls=true   #! etcd makes its own certificate
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
                    - --auto-tls=false
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(cluster, judge, ASKED, "makes its own certificate");
}
