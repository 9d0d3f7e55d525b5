//! No server for remote logins is installed.
//!
//! # Why
//! It is a second way in, with accounts and keys of its own, past every control of the platform,
//! and one more program that must be kept free of holes.
//!
//! # Fix
//! Leave it out; sign in through the platform (`kubectl exec`, ephemeral containers).
//!
//! # See
//! CIS Docker 5.7
//! NIST SP 800-190 4.1.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::packages::{self, Manager};

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-02", Severity::Medium, run)
    .doc(seaworthy_check::header!("login_server_package.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN apt-get update && apt-get install -y openssh-server
            #! `openssh-server` is installed
            ",
        ),
        Example::new(
            "
            FROM debian:12 AS build
            RUN apt-get install -y openssh-server
            FROM debian:12
            RUN apt-get install -y openssh-client
            ",
        ),
    ]);

const SERVERS: &[&str] = &[
    "dropbear",
    "dropbear-bin",
    "inetutils-telnetd",
    "openssh",
    "openssh-server",
    "rsh-server",
    "ssh",
    "telnetd",
    "telnet-server",
    "tigervnc-standalone-server",
    "vsftpd",
    "x11vnc",
    "xrdp",
];

fn run(build: &BuildFile, judge: &mut Judge) {
    for step in build.image_steps() {
        for install in step.commands.iter().filter_map(packages::install) {
            for word in install.named() {
                let name = word
                    .text
                    .split(['=', '<', '>', '~'])
                    .next()
                    .unwrap_or_default();
                // `openssh` is client and server for apk, and neither elsewhere.
                let fits = SERVERS.contains(&name)
                    && (name != "openssh" || install.manager == Manager::Apk);
                if fits {
                    judge.fail(build.complaint(word.place, format!("`{name}` is installed")));
                }
            }
        }
    }
}
