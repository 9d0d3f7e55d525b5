//! yum and dnf verify who they talk to.
//!
//! # Why
//! Lists of packages are read before any signature: without a check of the certificate whoever sits
//! in between can hold back fixes or offer old packages.
//!
//! # Fix
//! Drop `sslverify=0`; name the authority with `sslcacert`.
//!
//! # See
//! CWE-295

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::switches;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("unverified_rpm_server.rs"))
    .examples(&[
        Example::new(
            "
            FROM fedora:43
            RUN dnf install -y --setopt=sslverify=0 a   #! `dnf` is run with `--setopt=sslverify=0`
            RUN yum-config-manager --save --setopt=sslverify=false
            #! `yum-config-manager` is run with `--setopt=sslverify=false`
            ",
        ),
        Example::new(
            "
            FROM fedora:43
            RUN dnf install -y --setopt=sslverify=1 a
            ",
        ),
    ]);

static SWITCHES: [switches::Switch; 1] = [switches::Switch::options(
    &[
        "yum",
        "dnf",
        "microdnf",
        "tdnf",
        "yum-config-manager",
        "dnf5",
    ],
    &[
        "--setopt=sslverify=0",
        "--setopt=sslverify=false",
        "--setopt=sslverify=False",
        "--setopt=*.sslverify=0",
    ],
)];

fn run(build: &BuildFile, judge: &mut Judge) {
    switches::judge(build, judge, &SWITCHES, &[]);
}
