//! A service does not join the namespaces of another container.
//!
//! # Why
//! What takes over one of them sees the traffic, the processes or the memory of the other.
//!
//! # Fix
//! Let the services speak over a network of the project.
//!
//! # See
//! CIS Docker 5.16

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("WKL-13", Severity::Low, run)
    .doc(seaworthy_check::header!("joined_service_namespace.rs"))
    .examples(&[
        Example::new(
            r#"
            services:
              web:
                image: shop/web:1.4
                pid: "service:db"   #! service `web` joins the `pid` namespace of `service:db`
              db:
                image: shop/db:1.4
            "#,
        ),
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                ipc: private
            ",
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    for field in ["network_mode", "pid", "ipc"] {
        let Some(at) = view.at(field) else {
            continue;
        };
        let text = at.text().unwrap_or_default();
        if text.starts_with("service:") || text.starts_with("container:") {
            let message = format!(
                "service `{}` joins the `{field}` namespace of `{text}`",
                view.name()
            );
            judge.fail(service.failure(at, message));
        }
    }
}
