//! What stores data or administers is not published to every network.
//!
//! # Why
//! Databases, caches and consoles trust their networks: those that are open to the Internet are
//! found within minutes.
//!
//! # Fix
//! Remove `ports`, since services of a project reach each other without it, or write `127.0.0.1`
//! before the port.
//!
//! # See
//! CIS Docker 5.13

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;
use super::published::{administers, is_wide_open};

pub(super) static CHECK: Check<Service> = Check::new("NET-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("published_admin_port.rs"))
    .examples(&[
        Example::new(
            r#"
            services:
              db:
                image: postgres:17
                ports:
                  - "5432:5432"   #! service `db` publishes PostgreSQL on every address of its host
            "#,
        ),
        Example::new(
            r#"
            services:
              db:
                image: postgres:17
                ports: ["127.0.0.1:5432:5432"]
            "#,
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    if view
        .at("network_mode")
        .is_some_and(|mode| mode.text() == Some("host"))
    {
        return;
    }
    for port in view.ports().filter(|port| is_wide_open(port)) {
        if let Some(what) = administers(&port.target) {
            let name = view.name();
            let message = format!("service `{name}` publishes {what} on every address of its host");
            judge.fail(service.failure(port.value, message));
        }
    }
}
