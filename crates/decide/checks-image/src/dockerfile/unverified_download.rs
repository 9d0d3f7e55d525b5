//! Downloads verify who they talk to.
//!
//! # Why
//! Without a check of the certificate whoever sits in between, or takes the address over, decides
//! what goes into the image.
//!
//! # Fix
//! Drop the switch, and add the authority that signed the server's certificate to the image
//! (`update-ca-certificates`); compare what was fetched with a digest.
//!
//! # See
//! CWE-295
//! CIS Docker 4.11

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::switches;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("unverified_download.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN curl -fsSLk https://example.com/a -o /a   #! `curl` is run with `-k`
            RUN wget --no-check-certificate https://example.com/a
            #! `wget` is run with `--no-check-certificate`
            ",
        ),
        Example::new(
            "
            FROM debian:12
            RUN curl -fsSL https://example.com/a -o /a && grep -k x y
            HEALTHCHECK CMD curl -k https://localhost/
            RUN curl -k https://localhost:8443/
            ",
        ),
    ]);

static SWITCHES: [switches::Switch; 4] = [
    switches::Switch::options(
        &["curl"],
        &["--insecure", "--proxy-insecure", "--doh-insecure"],
    )
    .letter('k'),
    switches::Switch::options(&["wget", "wget2"], &["--no-check-certificate"]),
    switches::Switch::options(&["aria2c"], &["--check-certificate=false"]),
    switches::Switch::options(&["http", "https", "xh"], &["--verify=no", "--verify=false"]),
];

fn run(build: &BuildFile, judge: &mut Judge) {
    switches::judge(build, judge, &SWITCHES, &[("curl_insecure", &["*"])]);
}
