//! etcd has an authority of its own.
//!
//! # Why
//! If etcd trusts the authority of the cluster, every certificate that this one issues opens the
//! database: that of a kubelet, and that of a user.
//!
//! # Fix
//! Make an authority for etcd alone, and set `--trusted-ca-file` to it.
//!
//! # See
//! CIS Kubernetes 2.7

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Component};

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-03", Severity::Medium, run)
    .doc(seaworthy_check::header!("shared_etcd_authority.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: etcd}
            spec:
              containers:
                - name: etcd
                  command:
                    - etcd
                    - --trusted-ca-file=/etc/kubernetes/pki/ca.crt
                    #! etcd trusts the authority of the cluster
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: etcd}
            spec:
              containers:
                - name: etcd
                  command:
                    - etcd
                    - --trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let servers = flags::command_lines(cluster, Component::ApiServer);
    let of_clients: Vec<&str> = servers
        .iter()
        .filter_map(|line| line.text("client-ca-file"))
        .chain(Some("/etc/kubernetes/pki/ca.crt"))
        .collect();
    for line in flags::command_lines(cluster, Component::Etcd) {
        let trusted = line.text("trusted-ca-file");
        if trusted.is_some_and(|trusted| of_clients.contains(&trusted)) {
            let message = "etcd trusts the authority of the cluster";
            judge.fail(cluster.failure(line.object, line.place_of("trusted-ca-file"), message));
        }
    }
}
