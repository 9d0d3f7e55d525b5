//! The first provider of an EncryptionConfiguration encrypts.
//!
//! # Why
//! The first provider writes, the others only read: with `identity` first, Secrets go into etcd in
//! plain text.
//!
//! # Fix
//! Put `kms` or `secretbox` first, and write all Secrets anew.
//!
//! # See
//! CIS Kubernetes 1.2.28
//! Kubernetes documentation: encrypting data at rest

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("SEC-02", Severity::High, run)
    .doc(seaworthy_check::header!("identity_first_encryption.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources:
              - resources: [secrets]
                providers:
                  - identity: {}   #! what is written to etcd is not encrypted
                  - secretbox: {keys: []}
            ",
        ),
        Example::new(
            "
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources:
              - resources: [secrets]
                providers:
                  - kms: {name: vault, apiVersion: v2}
                  - identity: {}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for object in cluster.of_kind("EncryptionConfiguration") {
        for resource in object
            .at("resources")
            .map(Value::items)
            .into_iter()
            .flatten()
        {
            let first = resource
                .get("providers")
                .and_then(|providers| providers.index(0));
            if let Some(first) = first.filter(|first| first.entry("identity").is_some()) {
                let message = "what is written to etcd is not encrypted";
                judge.fail(cluster.failure(object, first, message));
            }
        }
    }
}
