//! The key that encrypts Secrets does not stand in a file.
//!
//! # Why
//! Whoever reads the file, in a repository or on the node, reads the Secrets that it protects.
//!
//! # Fix
//! Use a KMS plug-in, whose key never leaves its store; write the file on the control plane alone.
//!
//! # See
//! Kubernetes documentation: encrypting data at rest

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::{Cluster, credential};

pub(super) static CHECK: Check<Cluster> = Check::new("SEC-02", Severity::High, run)
    .doc(seaworthy_check::header!("written_encryption_key.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources:
              - resources: [secrets]
                providers:
                  - secretbox:
                      keys:
                        - name: key1
                          secret: c2VjcmV0IGlzIHNlY3VyZQ==   #! the key `key1` stands in the file
            ",
        ),
        Example::new(
            r#"
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources:
              - resources: [secrets]
                providers:
                  - secretbox:
                      keys:
                        - {name: key1, secret: "${ENCRYPTION_KEY}"}
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for object in cluster.of_kind("EncryptionConfiguration") {
        let resources = object
            .at("resources")
            .map(Value::items)
            .into_iter()
            .flatten();
        let providers = resources
            .filter_map(|one| one.get("providers"))
            .flat_map(Value::items);
        let kinds = providers.flat_map(Value::entries);
        let keys = kinds
            .filter_map(|kind| kind.value.get("keys"))
            .flat_map(Value::items);
        for key in keys {
            let Some(secret) = key.get("secret") else {
                continue;
            };
            if secret.text().is_some_and(credential::is_written) {
                let name = key.get("name").and_then(Value::text).unwrap_or_default();
                let message = format!("the key `{name}` stands in the file");
                judge.fail(cluster.failure(object, secret, message));
            }
        }
    }
}
