//! A service gets no capability that reaches beyond it.
//!
//! # Why
//! Capabilities such as `SYS_ADMIN`, `SYS_PTRACE`, `NET_ADMIN` and `SYS_MODULE` read or change what
//! is not its own.
//!
//! # Fix
//! Remove the capability, or move the one task that needs it into a small service.
//!
//! # See
//! CIS Docker 5.4

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;
use crate::capability::{Power, power};

pub(super) static CHECK: Check<Service> = Check::new("WKL-06", Severity::High, run)
    .doc(seaworthy_check::header!("dangerous_service_capability.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                cap_add:
                  - SYS_ADMIN   #! service `web` gets the capability SYS_ADMIN
            ",
        ),
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                cap_add: [NET_BIND_SERVICE]
            ",
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    for added in view.list("cap_add") {
        let name = added.text().unwrap_or_default();
        let severity = match power(name) {
            Power::SystemAdmin | Power::KernelModule => Severity::Critical,
            Power::Dangerous => Severity::High,
            Power::RawNetwork => Severity::Medium,
            Power::All | Power::Allowed | Power::Other => continue,
        };
        let message = format!("service `{}` gets the capability {name}", view.name());
        judge.fail(service.failure(added, message).severity(severity));
    }
}
