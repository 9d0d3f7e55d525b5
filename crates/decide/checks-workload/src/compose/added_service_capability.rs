//! A service gets no capability beside the one for low ports.
//!
//! # Why
//! Each capability is a right of root that a flaw in the program hands on.
//!
//! # Fix
//! Remove it. `NET_BIND_SERVICE` is free.
//!
//! # See
//! CIS Docker 5.4

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;
use crate::capability::{Power, power};

pub(super) static CHECK: Check<Service> = Check::new("WKL-06", Severity::Low, run)
    .doc(seaworthy_check::header!("added_service_capability.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                cap_add:
                  - CHOWN   #! service `web` gets the capability CHOWN
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
        if power(name) == Power::Other {
            let message = format!("service `{}` gets the capability {name}", view.name());
            judge.fail(service.failure(added, message));
        }
    }
}
