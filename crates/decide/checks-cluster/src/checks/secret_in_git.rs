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
use seaworthy_facts::manifest::kubernetes::Object;
use seaworthy_facts::manifest::{Entry, Source, Value};
use seaworthy_model::{Confidence, Severity};

use crate::{Cluster, credential};

/// Ends of keys of what a Secret holds without being secret.
const OPEN: &[&str] = &[
    "address",
    "ca.crt",
    "email",
    "host",
    "name",
    "namespace",
    "port",
    "region",
    "tls.crt",
    "url",
    "user",
];
/// Annotations of Secrets whose values are references that somebody fills in.
const FILLED: &[&str] = &[
    "avp.kubernetes.io/path",
    "replicator.v1.mittwald.de/replicate-from",
    "kubernetes.io/service-account.name",
];

pub(super) static CHECK: Check<Cluster> = Check::new("SEC-01", Severity::High, run)
    .doc(seaworthy_check::header!("secret_in_git.rs"))
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
        let maps = ["data", "stringData"]
            .into_iter()
            .filter_map(|key| secret.at(key));
        let written: Vec<Entry<'_>> = maps
            .flat_map(Value::entries)
            .filter(|entry| !is_open(&entry.name()))
            .filter(|entry| entry.value.text().is_some_and(credential::is_written))
            .collect();
        // The one that is told is surely one, where there is such a one.
        let sure = written
            .iter()
            .find(|entry| credential::is_key(&entry.name()));
        if let Some(entry) = sure.or_else(|| written.first()) {
            let name = secret.name();
            let message = format!("Secret `{name}` holds `{}` in plain text", entry.name());
            judge.fail(cluster.failure(secret, entry.value, message));
        }
    }
}

fn is_open(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    OPEN.iter().any(|end| key.ends_with(end))
}

/// Encrypted by SOPS, or a form that others fill in.
fn is_safe(secret: &Object) -> bool {
    // What a chart makes up is in no file, and what stands in its values is found there.
    let is_made = secret.value().source().is_some_and(Source::is_recoded);
    let filled = |key: &&str| secret.annotation(key).is_some();
    is_made || secret.at("sops").is_some() || FILLED.iter().any(filled)
}
