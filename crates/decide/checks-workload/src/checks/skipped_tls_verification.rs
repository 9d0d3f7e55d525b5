//! A container checks the certificates of those it speaks to.
//!
//! # Why
//! Without the check anyone on the way reads and changes the traffic.
//!
//! # Fix
//! Remove the switch and give the program the certificate of the authority.
//!
//! # See
//! CWE-295

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::Container;
use seaworthy_model::Severity;

use crate::Workload;
use crate::command;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("NET-02", Severity::Medium, run)
    .doc(seaworthy_check::header!("skipped_tls_verification.rs"))
    .examples(&[
        Example::new(
            r#"
            spec:
              containers:
                - name: web
                  env:
                    - name: NODE_TLS_REJECT_UNAUTHORIZED
                      value: "0"   #! container `web` checks no certificates: `NODE_TLS_REJECT_UNAUTHORIZED`
                - name: sync
                  args: [--insecure-skip-tls-verify]   #! container `sync` checks no certificates: `--insecure-skip-tls-verify`
            "#,
        ),
        Example::new(
            r#"
            spec:
              containers:
                - name: web
                  env: [{name: NODE_TLS_REJECT_UNAUTHORIZED, value: "1"}]
            "#,
        ),
    ]);

/// Variables, and the values that turn the check off.
const VARIABLES: &[(&str, &[&str])] = &[
    ("GIT_SSL_NO_VERIFY", &["1", "true"]),
    ("KAFKAJS_NO_TLS_VERIFY", &["1", "true"]),
    ("NODE_TLS_REJECT_UNAUTHORIZED", &["0"]),
    ("PYTHONHTTPSVERIFY", &["0"]),
    ("VAULT_SKIP_VERIFY", &["1", "true"]),
    ("npm_config_strict_ssl", &["false"]),
    ("NPM_CONFIG_STRICT_SSL", &["false"]),
];

/// Options that turn it off, alone or with `=true`.
const OPTIONS: &[&str] = &[
    "--insecure-skip-tls-verify",
    "--insecure-skip-verify",
    "--kubelet-insecure-tls",
    "--no-check-certificate",
    "--skip-tls-verify",
    "--tls-skip-verify",
    "--tls-insecure-skip-verify",
];

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let env = container.value.get("env");
        for variable in env.into_iter().flat_map(Value::items) {
            let name = variable
                .get("name")
                .and_then(Value::text)
                .unwrap_or_default();
            let known = VARIABLES.iter().find(|(known, _)| *known == name);
            let (Some((_, off)), Some(value)) = (known, variable.get("value")) else {
                continue;
            };
            let text = value.text().unwrap_or_default().to_ascii_lowercase();
            if off.contains(&text.as_str()) {
                judge.fail(workload.failure(value, message(&container, name)));
            }
        }
        for text in command::texts(&container) {
            let words = command::words(text.text().unwrap_or_default());
            let mut options = words.map(|word| word.strip_suffix("=true").unwrap_or(word));
            if let Some(option) = options.find(|option| OPTIONS.contains(option)) {
                judge.fail(workload.failure(text, message(&container, option)));
            }
        }
    }
}

fn message(container: &Container<'_>, switch: &str) -> String {
    format!("{} checks no certificates: `{switch}`", called(container))
}
