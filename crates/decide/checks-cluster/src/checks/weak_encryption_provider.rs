//! Data at rest are encrypted by a sound provider.
//!
//! # Why
//! `aescbc` is open to attacks on its padding, and `aesgcm` must change its key more often than
//! anybody does by hand.
//!
//! # Fix
//! Use a KMS plug-in of version 2, or `secretbox`.
//!
//! # See
//! Kubernetes documentation: encryption providers

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Cluster;

const WEAK: &[&str] = &["aescbc", "aesgcm"];

pub(super) static CHECK: Check<Cluster> = Check::new("SEC-02", Severity::Low, run)
    .doc(seaworthy_check::header!("weak_encryption_provider.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources:
              - resources: [secrets]
                providers:
                  - aescbc: {keys: []}   #! `aescbc` encrypts what is written to etcd
            ",
        ),
        Example::new(
            "
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources:
              - resources: [secrets]
                providers:
                  - secretbox: {keys: []}
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
            let Some(first) = first else { continue };
            if let Some(name) = WEAK.iter().find(|name| first.get(name).is_some()) {
                let message = format!("`{name}` encrypts what is written to etcd");
                judge.fail(cluster.failure(object, first, message));
            }
        }
    }
}
