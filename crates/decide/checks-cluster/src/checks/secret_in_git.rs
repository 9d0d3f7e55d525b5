//! A Secret does not stand in a file in plain text.
//!
//! # Why
//! Base64 hides nothing. Whoever reads the repository, its history or a copy of it has the value,
//! for good.
//!
//! # Fix
//! Keep a SealedSecret, a file that SOPS encrypted, or an ExternalSecret in its place, and change
//! the value.
//!
//! # See
//! OWASP Kubernetes Top Ten: secrets management failures

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::Object;
use seaworthy_model::{Confidence, Severity};

use crate::{Cluster, credential};

/// What a Secret holds without being secret.
const OPEN: &[&str] = &["ca.crt", "namespace", "tls.crt", "username", "user"];
/// Annotations of Secrets whose values are references that somebody fills in.
const FILLED: &[&str] = &[
    "avp.kubernetes.io/path",
    "replicator.v1.mittwald.de/replicate-from",
    "kubernetes.io/service-account.name",
];

pub(super) static CHECK: Check<Cluster> = Check::new("SEC-01", Severity::High, run)
    .doc(include_str!("secret_in_git.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Secret
            metadata: {name: db}
            stringData:
              password: Tr0ub4dor   #! Secret `db` holds `password` in plain text
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Secret
            metadata: {name: db}
            data:
              password: VHIwdWI0ZG9y   #! Secret `db` holds `password` in plain text
            ",
        ),
        Example::new(
            r#"
            apiVersion: v1
            kind: Secret
            metadata: {name: db}
            data: {password: ""}
            stringData: {user: "${DB_USER}"}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: sealed}
            data: {password: "ENC[AES256_GCM,data:abc,type:str]"}
            sops: {version: 3.9.0}
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for secret in cluster
        .of_group("", "Secret")
        .filter(|secret| !is_safe(secret))
    {
        let entries = ["data", "stringData"]
            .into_iter()
            .filter_map(|key| secret.at(key));
        let mut entries = entries.flat_map(Value::entries);
        let found = entries.find(|entry| {
            let is_open = OPEN.contains(&entry.name().as_ref());
            !is_open && entry.value.text().is_some_and(credential::is_written)
        });
        if let Some(entry) = found {
            let name = secret.name();
            let message = format!("Secret `{name}` holds `{}` in plain text", entry.name());
            judge.fail(cluster.failure(secret, entry.value, message));
        }
    }
}

/// Encrypted by SOPS, or a form that others fill in.
fn is_safe(secret: &Object) -> bool {
    let filled = |key: &&str| secret.annotation(key).is_some();
    secret.at("sops").is_some() || FILLED.iter().any(filled)
}
