//! A service is published on a port that needs no right.
//!
//! # Why
//! Ports below 1024 are those of known services of the host, and programs there are taken for them.
//!
//! # Fix
//! Publish a port above 1023 and put a proxy before it. What serves the web may have 80 and 443.
//!
//! # See
//! CIS Docker 5.7

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("NET-04", Severity::Negligible, run)
    .doc(seaworthy_check::header!("low_service_port.rs"))
    .examples(&[
        Example::new(
            r#"
            services:
              web:
                image: shop/web:1.4
                ports:
                  - "127.0.0.1:25:8025"   #! service `web` is published on port 25
            "#,
        ),
        Example::new(
            r#"
            services:
              web:
                image: shop/web:1.4
                ports: ["127.0.0.1:8080:8080", "127.0.0.1:443:8443"]
            "#,
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    for port in view.ports() {
        let published = port.published.as_deref().unwrap_or_default();
        let first = published
            .split('-')
            .next()
            .and_then(|port| port.parse::<u32>().ok());
        let is_low = |port: &u32| (1..1024).contains(port) && !matches!(port, 22 | 80 | 443);
        if first.filter(is_low).is_some() {
            let message = format!("service `{}` is published on port {published}", view.name());
            judge.fail(service.failure(port.value, message));
        }
    }
}
