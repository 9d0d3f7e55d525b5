//! A service does not get folders of its host that make up the system.
//!
//! # Why
//! Whoever writes to `/etc`, `/` or the devices of the host runs programs as root on it; whoever
//! reads them finds keys.
//!
//! # Fix
//! Mount the one file that is needed, read-only.
//!
//! # See
//! CIS Docker 5.6

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;
use crate::host_path::{Reach, clean, reach};

pub(super) static CHECK: Check<Service> = Check::new("WKL-07", Severity::High, run)
    .doc(seaworthy_check::header!("sensitive_service_mount.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                volumes:
                  - /etc:/host/etc   #! service `web` may write to a part of the system of its host: /etc
                  - /proc:/host/proc:ro   #! service `web` reads a part of the system of its host: /proc
            ",
        ),
        Example::new(
            r#"
            services:
              web:
                image: shop/web:1.4
                volumes: ["./etc:/etc/shop:ro", "/etc/localtime:/etc/localtime:ro"]
            "#,
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    for mount in view.mounts() {
        let source = mount.source.as_deref().unwrap_or_default();
        if !source.starts_with('/') || reach(source) != Reach::System {
            continue;
        }
        let (does, severity) = match (mount.read_only, clean(source) == "/") {
            (false, true) => ("may write to", Severity::Critical),
            (false, false) => ("may write to", Severity::High),
            (true, true) => ("reads", Severity::High),
            (true, false) => ("reads", Severity::Medium),
        };
        let name = view.name();
        let message = format!("service `{name}` {does} a part of the system of its host: {source}");
        judge.fail(service.failure(mount.value, message).severity(severity));
    }
}
