//! No port for remote administration is exposed.
//!
//! # Why
//! An ssh, telnet, remote desktop or engine port in an image means a second way in, with accounts
//! of its own, past every control of the platform.
//!
//! # Fix
//! Take the server and its `EXPOSE` out of the image; sign in through the platform (`kubectl exec`,
//! ephemeral containers), where it is authorised and recorded.
//!
//! # See
//! CIS Docker 5.7

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::{Location, Severity};

use crate::Image;

/// Ports registered with IANA for administration, and what answers there.
pub(crate) const ADMIN_PORTS: &[(u16, &str)] = &[
    (22, "ssh"),
    (23, "telnet"),
    (512, "rexec"),
    (513, "rlogin"),
    (514, "rsh"),
    (2375, "the Docker engine in plain text"),
    (2376, "the Docker engine"),
    (3389, "remote desktop"),
    (5900, "VNC"),
];

pub(crate) static CHECK: Check<Image> = Check::new("IMG-02", Severity::Medium, run)
    .doc(seaworthy_check::header!("exposed_admin_port.rs"))
    .examples(&[
        Example::new(
            "
            config:
              exposed_ports: ['8080/tcp', '22/tcp']   #! port 22 is exposed, where ssh listens
            ",
        ),
        Example::new(
            "
            config:
              exposed_ports: ['8080/tcp', '2200-2300/tcp']
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let Some(config) = &image.facts.config else {
        return judge.not_applicable();
    };
    for exposed in &config.exposed_ports {
        let Some((first, last)) = range(exposed) else {
            judge.unknown(
                format!("exposed port `{exposed}`"),
                "it is no port or range of ports",
            );
            continue;
        };
        for (port, service) in ADMIN_PORTS {
            if (first..=last).contains(port) {
                let message = format!("port {port} is exposed, where {service} listens");
                let failure = Failure::new(message, Location::object("config.exposed_ports"));
                judge.fail(
                    failure
                        .key(port.to_string())
                        .evidence("ExposedPorts", exposed.clone()),
                );
            }
        }
    }
}

/// First and last port of `80`, `80/tcp` or `80-90/udp`.
pub(crate) fn range(text: &str) -> Option<(u16, u16)> {
    let ports = text.split('/').next()?;
    let (first, last) = ports.split_once('-').unwrap_or((ports, ports));
    Some((first.parse().ok()?, last.parse().ok()?))
}
