//! A service does not share a namespace with its host.
//!
//! # Why
//! In the namespaces of the host a container reaches services on loopback, sees and signals
//! processes, or reads shared memory of others.
//!
//! # Fix
//! Remove `network_mode: host`, `pid: host`, `ipc: host`, `uts: host` and `cgroup: host`; publish
//! the ports that are needed.
//!
//! # See
//! CIS Docker 5.9, 5.15, 5.16, 5.20

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("WKL-03", Severity::High, run)
    .doc(seaworthy_check::header!("host_namespace_service.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                network_mode: host   #! service `web` shares the network of its host
                pid: host   #! service `web` shares the processes of its host
            ",
        ),
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                network_mode: none
            ",
        ),
    ]);

const FIELDS: &[(&str, &str, Severity)] = &[
    ("network_mode", "the network", Severity::High),
    ("pid", "the processes", Severity::High),
    ("ipc", "the shared memory", Severity::High),
    ("cgroup", "the control groups", Severity::Medium),
    ("uts", "the name", Severity::Low),
];

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    for (field, what, severity) in FIELDS {
        service.tell_unresolved(field, judge);
        if let Some(at) = view.at(field).filter(|value| value.text() == Some("host")) {
            let message = format!("service `{}` shares {what} of its host", view.name());
            judge.fail(service.failure(at, message).severity(*severity));
        }
    }
}
