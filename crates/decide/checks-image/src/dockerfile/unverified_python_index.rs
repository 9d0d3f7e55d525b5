//! pip and Python verify who they talk to.
//!
//! # Why
//! Packages run code while they are installed: without a check of the certificate whoever sits in
//! between runs his own in the build.
//!
//! # Fix
//! Drop the switch; give pip the authority of the index with `--cert` or `PIP_CERT`.
//!
//! # See
//! CWE-295

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::switches;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("unverified_python_index.rs"))
    .examples(&[
        Example::new(
            "
            FROM python:3.13
            ENV PYTHONHTTPSVERIFY=0
            #! `PYTHONHTTPSVERIFY` stops the verification of what is fetched
            RUN pip install --trusted-host pypi.org a==1   #! `pip` is run with `--trusted-host`
            ",
        ),
        Example::new(
            "
            FROM python:3.13
            ENV PYTHONHTTPSVERIFY=1
            RUN pip install a==1 --cert /etc/ssl/ca.pem
            ",
        ),
    ]);

static SWITCHES: [switches::Switch; 2] = [
    switches::Switch::options(&["pip", "python", "pipx"], &["--trusted-host"]),
    switches::Switch::options(&["uv"], &["--allow-insecure-host", "--trusted-host"]),
];

const VARIABLES: switches::Variables = &[
    ("pip_trusted_host", &["*"]),
    ("pythonhttpsverify", &["0"]),
    ("uv_insecure_host", &["*"]),
    ("conda_ssl_verify", &["0", "false", "no"]),
];

fn run(build: &BuildFile, judge: &mut Judge) {
    switches::judge(build, judge, &SWITCHES, VARIABLES);
}
