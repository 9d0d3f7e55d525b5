//! A service does not get the socket of the container engine.
//!
//! # Why
//! Who speaks to the engine starts privileged containers and has the host. A read-only mount
//! changes nothing.
//!
//! # Fix
//! Remove the mount, or put a proxy before the socket that lets the few calls through that are
//! needed.
//!
//! # See
//! CIS Docker 5.32

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;
use crate::host_path::{Reach, reach};

pub(super) static CHECK: Check<Service> = Check::new("WKL-07", Severity::Critical, run)
    .doc(seaworthy_check::header!("service_runtime_socket.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                volumes:
                  - /var/run/docker.sock:/var/run/docker.sock:ro   #! service `web` gets the socket of the container engine
            ",
        ),
        Example::new(
            r#"
            services:
              web:
                image: shop/web:1.4
                volumes: ["data:/data"]
            volumes: {data: {}}
            "#,
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    let message = || {
        format!(
            "service `{}` gets the socket of the container engine",
            view.name()
        )
    };
    for mount in view.mounts() {
        let source = mount.source.as_deref().unwrap_or_default();
        let is_path = source.starts_with(['/', '$', '~']);
        if is_path && reach(source) == Reach::RuntimeSocket {
            judge.fail(service.failure(mount.value, message()));
        }
    }
    // A field that gives the socket without a mount (Compose specification, 2025).
    let by_field = view.at("use_api_socket");
    if let Some(at) = by_field.filter(|_| view.flag("use_api_socket") == Some(true)) {
        judge.fail(service.failure(at, message()));
    }
}
