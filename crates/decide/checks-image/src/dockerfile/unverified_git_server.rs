//! git and ssh verify who they talk to.
//!
//! # Why
//! Without a check of the certificate or the host key whoever sits in between hands out another
//! source, and receives the credentials that are sent.
//!
//! # Fix
//! Drop the switch; add the authority to the image, or the host key to `known_hosts`.
//!
//! # See
//! CWE-295
//! CWE-322

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::switches;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("unverified_git_server.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            ENV GIT_SSL_NO_VERIFY=1
            #! `GIT_SSL_NO_VERIFY` stops the verification of what is fetched
            RUN git config --global http.sslVerify false
            #! `git` is run with `http.sslVerify false`
            RUN ssh -o StrictHostKeyChecking=no a@example.com
            #! `ssh` is run with `StrictHostKeyChecking no`
            ",
        ),
        Example::new(
            "
            FROM debian:12
            RUN git config --global http.sslVerify true && git clone https://example.com/a.git
            RUN ssh -o StrictHostKeyChecking=accept-new a@example.com
            ",
        ),
    ]);

static SWITCHES: [switches::Switch; 2] = [
    switches::Switch::pairs(
        &["git"],
        &[("http.sslVerify", "false"), ("http.sslverify", "false")],
    ),
    switches::Switch::pairs(
        &["ssh", "scp", "sftp"],
        &[
            ("StrictHostKeyChecking", "no"),
            ("-oStrictHostKeyChecking", "no"),
        ],
    ),
];

const VARIABLES: switches::Variables = &[
    ("git_ssl_no_verify", &["*"]),
    ("git_ssl_verify", &["0", "false"]),
];

fn run(build: &BuildFile, judge: &mut Judge) {
    switches::judge(build, judge, &SWITCHES, VARIABLES);
}
