//! A service is published on the addresses that need it.
//!
//! # Why
//! Without an address a port is open on every network of the host, past the rules of many firewalls
//! of hosts.
//!
//! # Fix
//! Write the address before the port, as in `127.0.0.1:8080:8080`.
//!
//! # See
//! CIS Docker 5.13

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;
use super::published::{administers, is_wide_open};

pub(super) static CHECK: Check<Service> = Check::new("NET-04", Severity::Low, run)
    .doc(seaworthy_check::header!("wide_open_service_port.rs"))
    .examples(&[
        Example::new(
            r#"
            services:
              web:
                image: shop/web:1.4
                ports:
                  - "8080:8080"   #! service `web` is published on every address of its host: port 8080
            "#,
        ),
        Example::new(
            r#"
            services:
              web:
                image: shop/web:1.4
                ports: ["127.0.0.1:8080:8080"]
            "#,
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    // In the network of the host nothing is published.
    if view
        .at("network_mode")
        .is_some_and(|mode| mode.text() == Some("host"))
    {
        return;
    }
    for port in view.ports().filter(|port| is_wide_open(port)) {
        // A database or the like is a graver finding.
        if administers(&port.target).is_some() {
            continue;
        }
        let shown = port.published.as_deref().unwrap_or(&port.target);
        let name = view.name();
        let message =
            format!("service `{name}` is published on every address of its host: port {shown}");
        judge.fail(service.failure(port.value, message));
    }
}
