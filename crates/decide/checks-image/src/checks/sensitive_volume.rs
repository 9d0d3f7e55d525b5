//! No volume is declared over a folder of the system.
//!
//! # Why
//! A declared volume is made new and writable at every start, whoever starts the container: over
//! `/etc` or `/usr` it hides what was scanned, and over the engine's socket or `/proc` it invites
//! to mount the host's.
//!
//! # Fix
//! Declare volumes for data of the program only, such as `/var/lib/NAME`, and leave mounts to
//! whoever runs the image.
//!
//! # See
//! CIS Docker 5.6
//! CIS Docker 5.32

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::{Location, Severity};

use crate::Image;

/// Folders of the system, each as a whole.
const SYSTEM: &[&str] = &[
    "/",
    "/bin",
    "/boot",
    "/etc",
    "/lib",
    "/lib64",
    "/root",
    "/run",
    "/sbin",
    "/usr",
    "/usr/bin",
    "/usr/lib",
    "/usr/local",
    "/usr/local/bin",
    "/usr/sbin",
    "/var",
    "/var/run",
];

pub(crate) static CHECK: Check<Image> = Check::new("IMG-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("sensitive_volume.rs"))
    .examples(&[
        Example::new(
            "
            config:
              volumes: [/data, /etc]   #! a volume lies over `/etc`
            ",
        ),
        Example::new(
            "
            config:
              volumes: [/var/run/docker.sock]   #! a volume lies over `/var/run/docker.sock`
            ",
        ),
        Example::new(
            "
            config:
              volumes: [/data, /var/lib/app, /etc/app]
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let Some(config) = &image.facts.config else {
        return judge.not_applicable();
    };
    for volume in &config.volumes {
        let path = cleaned(volume);
        if is_sensitive(path) {
            let message = format!("a volume lies over `{path}`");
            let failure = Failure::new(message, Location::object("config.volumes"));
            judge.fail(failure.key(path));
        }
    }
}

/// The path without slashes at its end.
pub(crate) fn cleaned(path: &str) -> &str {
    match path.trim_end_matches('/') {
        "" => "/",
        path => path,
    }
}

/// Whether a cleaned path is a folder of the system or the kernel, or a socket.
pub(crate) fn is_sensitive(path: &str) -> bool {
    let kernel = ["/proc", "/sys", "/dev"].iter().any(|root| {
        path.strip_prefix(root)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    SYSTEM.contains(&path) || kernel || path.ends_with(".sock")
}
