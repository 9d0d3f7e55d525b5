//! A service does not get every capability.
//!
//! # Why
//! With `ALL` a container has the rights of root over the kernel, as a privileged one.
//!
//! # Fix
//! Name the one capability that the program needs.
//!
//! # See
//! CIS Docker 5.4

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;
use crate::capability::{Power, power};

pub(super) static CHECK: Check<Service> = Check::new("WKL-06", Severity::Critical, run)
    .doc(seaworthy_check::header!("all_service_capabilities.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                cap_add:
                  - ALL   #! service `web` gets every capability
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
        if power(name) == Power::All {
            let message = format!("service `{}` gets every capability", view.name());
            judge.fail(service.failure(added, message));
        }
    }
}
