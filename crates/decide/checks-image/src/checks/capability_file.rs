//! No file hands on Linux capabilities.
//!
//! # Why
//! A program with capabilities of its own gives whoever calls it rights that the container's
//! account does not have, as a setuid bit does for all rights.
//!
//! # Fix
//! Remove them in the build (`setcap -r FILE`). A port below 1024 needs none: set
//! `net.ipv4.ip_unprivileged_port_start`, or listen above and map the port.
//!
//! # See
//! CIS Docker 4.8
//! capabilities(7)

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_facts::FilePurpose;
use seaworthy_model::Severity;

use crate::Image;

/// Capabilities by which a process can get all others (capabilities(7)).
const AS_GOOD_AS_ROOT: &[&str] = &[
    "cap_bpf",
    "cap_chown",
    "cap_dac_override",
    "cap_dac_read_search",
    "cap_fowner",
    "cap_setfcap",
    "cap_setgid",
    "cap_setpcap",
    "cap_setuid",
    "cap_sys_admin",
    "cap_sys_module",
    "cap_sys_ptrace",
    "cap_sys_rawio",
];

pub(crate) static CHECK: Check<Image> = Check::new("IMG-02", Severity::Low, run)
    .doc(seaworthy_check::header!("capability_file.rs"))
    .examples(&[
        Example::new(
            "
            files:
              - path: usr/bin/ping   #! `/usr/bin/ping` carries cap_net_raw
                purposes: [capabilities]
                capabilities: [cap_net_raw]
            ",
        ),
        Example::new(
            "
            files:
              - path: usr/bin/ping
                purposes: [network-tool]
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    for (layer, files) in image.files_for(FilePurpose::Capabilities) {
        for found in files {
            let file = &found.file;
            let message = format!("`/{}` carries {}", file.path, shown(&file.capabilities));
            let location = image.facts.location(layer, Some(&file.path), None);
            let mut failure = Failure::new(message, location);
            if file
                .capabilities
                .iter()
                .any(|name| AS_GOOD_AS_ROOT.contains(&name.as_str()))
            {
                failure = failure.severity(Severity::High);
            }
            judge.fail(failure.evidence("capabilities", file.capabilities.join(" ")));
        }
    }
}

/// Few by name, many by number.
fn shown(capabilities: &[String]) -> String {
    match capabilities {
        [] => "capabilities".to_owned(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [one, rest @ ..] => format!("{one} and {} more", rest.len()),
    }
}
