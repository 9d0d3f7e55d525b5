//! A service has a network of its project.
//!
//! # Why
//! On the bridge that all containers of a host share, each reaches each other one.
//!
//! # Fix
//! Remove `network_mode: bridge`: the project has a network of its own.
//!
//! # See
//! CIS Docker 5.30

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("NET-07", Severity::Low, run)
    .doc(seaworthy_check::header!("default_bridge_service.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                network_mode: bridge   #! service `web` stands on the bridge that all containers share
            ",
        ),
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
            ",
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    let mode = view.at("network_mode");
    if let Some(at) = mode.filter(|mode| matches!(mode.text(), Some("bridge" | "default"))) {
        let message = format!(
            "service `{}` stands on the bridge that all containers share",
            view.name()
        );
        judge.fail(service.failure(at, message));
    }
}
