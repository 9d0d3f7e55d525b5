//! No variable of the environment switches off the verification of certificates.
//!
//! # Why
//! With such a setting every connection of the program can be read and changed by whoever sits in
//! between, and nobody sees a warning.
//!
//! # Fix
//! Remove the variable. Add the authority that signed the server's certificate to the image's
//! store (`update-ca-certificates`, `NODE_EXTRA_CA_CERTS`, `SSL_CERT_FILE`).
//!
//! # See
//! CWE-295

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::{Location, Severity};

use crate::Image;

const OFF: &[&str] = &["0", "false", "no", "off", "none"];
const ON: &[&str] = &["1", "true", "yes", "on"];

/// Variables, and the values by which they switch it off.
const SWITCHES: &[(&str, &[&str])] = &[
    ("ANSIBLE_HOST_KEY_CHECKING", OFF),
    ("CURL_INSECURE", ON),
    ("GIT_SSL_NO_VERIFY", ON),
    ("GIT_SSL_VERIFY", OFF),
    ("GODEBUG", &["x509ignorecn=0", "tlsrsakex=1"]),
    ("GONOSUMCHECK", ON),
    ("GONOSUMDB", &["*"]),
    ("GOSUMDB", &["off"]),
    ("NODE_TLS_REJECT_UNAUTHORIZED", &["0"]),
    ("NPM_CONFIG_STRICT_SSL", OFF),
    ("PIP_TRUSTED_HOST", &["*"]),
    ("PYTHONHTTPSVERIFY", &["0"]),
    ("REQUESTS_VERIFY", OFF),
    ("SSL_VERIFY", OFF),
    ("TLS_SKIP_VERIFY", ON),
    ("VAULT_SKIP_VERIFY", ON),
    ("YARN_ENABLE_STRICT_SSL", OFF),
];

pub(crate) static CHECK: Check<Image> = Check::new("IMG-07", Severity::High, run)
    .doc(seaworthy_check::header!("disabled_tls_check.rs"))
    .examples(&[
        Example::new(
            "
            config:
              env:
                GIT_SSL_NO_VERIFY: '1'   #! `GIT_SSL_NO_VERIFY=1` stops verifying certificates
            ",
        ),
        Example::new(
            "
            config:
              env:
                NODE_TLS_REJECT_UNAUTHORIZED: '1'
                GIT_SSL_NO_VERIFY: 'false'
                SSL_CERT_FILE: /etc/ssl/certs/ca.pem
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let Some(config) = &image.facts.config else {
        return judge.not_applicable();
    };
    for (name, value) in &config.env {
        let value = value.trim();
        let lower = value.to_ascii_lowercase();
        let known = SWITCHES
            .iter()
            .find(|(known, _)| name.eq_ignore_ascii_case(known));
        if known.is_some_and(|(_, values)| values.contains(&lower.as_str())) {
            let message = format!("`{name}={value}` stops verifying certificates");
            let location = Location::object(format!("config.env.{name}"));
            judge.fail(Failure::new(message, location));
        }
    }
}
