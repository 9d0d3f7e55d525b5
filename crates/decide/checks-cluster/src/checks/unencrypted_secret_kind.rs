//! An EncryptionConfiguration is about Secrets.
//!
//! # Why
//! What its resources do not name goes into etcd in plain text.
//!
//! # Fix
//! Name `secrets`, or `*.*`, among the resources.
//!
//! # See
//! CIS Kubernetes 1.2.28

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("SEC-02", Severity::High, run)
    .doc(seaworthy_check::header!("unencrypted_secret_kind.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources:
              - resources: [configmaps]   #! Secrets are not among what is encrypted
                providers: [{secretbox: {keys: []}}]
            ",
        ),
        Example::new(
            r#"
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources:
              - resources: ["*."]
                providers: [{secretbox: {keys: []}}]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for object in cluster.of_kind("EncryptionConfiguration") {
        let Some(resources) = object.at("resources") else {
            continue;
        };
        let lists = || resources.items().filter_map(|one| one.get("resources"));
        let mut names = lists().flat_map(Value::items).filter_map(Value::text);
        if !names.any(|name| matches!(name, "secrets" | "*." | "*.*")) {
            let place = lists().next().unwrap_or(resources);
            let message = "Secrets are not among what is encrypted";
            judge.fail(cluster.failure(object, place, message));
        }
    }
}
