//! Node.js, npm and yarn verify who they talk to.
//!
//! # Why
//! Packages run scripts while they are installed: without a check of the certificate whoever sits
//! in between runs his own in the build, and with `NODE_TLS_REJECT_UNAUTHORIZED=0` in the program
//! too.
//!
//! # Fix
//! Drop the switch; name the authority in `NODE_EXTRA_CA_CERTS` or `npm config set cafile`.
//!
//! # See
//! CWE-295

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::switches;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("unverified_node_registry.rs"))
    .examples(&[
        Example::new(
            "
            FROM node:22
            ENV NODE_TLS_REJECT_UNAUTHORIZED=0
            #! `NODE_TLS_REJECT_UNAUTHORIZED` stops the verification of what is fetched
            RUN npm config set strict-ssl false   #! `npm` is run with `strict-ssl false`
            RUN NPM_CONFIG_STRICT_SSL=false npm ci
            #! `NPM_CONFIG_STRICT_SSL` stops the verification of what is fetched
            ",
        ),
        Example::new(
            "
            FROM node:22
            ENV NODE_TLS_REJECT_UNAUTHORIZED=1
            RUN npm config set strict-ssl true && npm ci
            ",
        ),
    ]);

static SWITCHES: [switches::Switch; 2] = [
    switches::Switch::pairs(
        &["npm", "yarn", "pnpm"],
        &[
            ("strict-ssl", "false"),
            ("--strict-ssl", "false"),
            ("enableStrictSsl", "false"),
        ],
    ),
    switches::Switch::options(&["npm", "yarn", "pnpm"], &["--no-strict-ssl"]),
];

const VARIABLES: switches::Variables = &[
    ("node_tls_reject_unauthorized", &["0"]),
    ("npm_config_strict_ssl", &["0", "false", "no"]),
    ("yarn_enable_strict_ssl", &["0", "false", "no"]),
];

fn run(build: &BuildFile, judge: &mut Judge) {
    switches::judge(build, judge, &SWITCHES, VARIABLES);
}
