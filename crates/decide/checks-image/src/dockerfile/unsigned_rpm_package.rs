//! yum, dnf, zypper and rpm install only packages that are signed.
//!
//! # Why
//! The signature is all that proves who made the packages: mirrors and proxies are trusted by
//! nobody.
//!
//! # Fix
//! Import the key of the maker (`rpm --import`), and drop the switch.
//!
//! # See
//! CIS Docker 4.11

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::switches;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("unsigned_rpm_package.rs"))
    .examples(&[
        Example::new(
            "
            FROM fedora:43
            RUN dnf install -y --nogpgcheck a   #! `dnf` is run with `--nogpgcheck`
            RUN rpm -i --nosignature a.rpm   #! `rpm` is run with `--nosignature`
            ",
        ),
        Example::new(
            "
            FROM fedora:43
            RUN dnf install -y a && rpm -i a.rpm
            ",
        ),
    ]);

static SWITCHES: [switches::Switch; 3] = [
    switches::Switch::options(
        &[
            "yum",
            "dnf",
            "microdnf",
            "tdnf",
            "dnf5",
            "yum-config-manager",
        ],
        &[
            "--nogpgcheck",
            "--nogpg",
            "--no-gpgchecks",
            "--setopt=gpgcheck=0",
            "--setopt=gpgcheck=false",
        ],
    ),
    switches::Switch::options(&["rpm"], &["--nosignature", "--nodigest", "--noverify"]),
    switches::Switch::options(&["zypper"], &["--no-gpg-checks", "--allow-unsigned-rpm"]),
];

fn run(build: &BuildFile, judge: &mut Judge) {
    switches::judge(build, judge, &SWITCHES, &[]);
}
