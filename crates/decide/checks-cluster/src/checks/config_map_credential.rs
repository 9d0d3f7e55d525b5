//! A ConfigMap holds no credentials.
//!
//! # Why
//! ConfigMaps are read by more people and programs than Secrets are, and they are not encrypted in
//! etcd.
//!
//! # Fix
//! Move the value into a Secret, better one that is filled from a secrets store, and change it: it
//! has been read.
//!
//! # See
//! CIS Kubernetes 5.4.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::{Confidence, Severity};

use crate::{Cluster, credential};

pub(super) static CHECK: Check<Cluster> = Check::new("SEC-01", Severity::High, run)
    .doc(seaworthy_check::header!("config_map_credential.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: shop}
            data:
              DB_PASSWORD: Tr0ub4dor   #! key `DB_PASSWORD` holds what looks like a credential
              DB_HOST: db
            ",
        ),
        Example::new(
            r#"
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: shop}
            data:
              DB_PASSWORD_FILE: /run/secrets/db
              DB_PASSWORD: ${DB_PASSWORD}
              PASSWORD_MIN_LENGTH: "12"
              token-url: https://login.example.com/token
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for map in cluster.of_group("", "ConfigMap") {
        for entry in map.at("data").map(Value::entries).into_iter().flatten() {
            let name = entry.name();
            let text = entry.value.text().unwrap_or_default();
            let found = credential::is_key(&name) && credential::is_written(text);
            // Of the value nothing is shown.
            if found || credential::has_private_key(text) || credential::has_line(text) {
                let message = format!("key `{name}` holds what looks like a credential");
                judge.fail(cluster.failure(map, entry.value, message));
            }
        }
    }
}
