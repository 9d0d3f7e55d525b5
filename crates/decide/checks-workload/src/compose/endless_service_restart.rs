//! A service that fails again and again is left alone at last.
//!
//! # Why
//! A program that is started anew without end fills logs and takes time from others, and hides that
//! it is broken.
//!
//! # Fix
//! Set `restart: on-failure:5`, or a `deploy.restart_policy` with `max_attempts`.
//!
//! # See
//! CIS Docker 5.15

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("WKL-05", Severity::Negligible, run)
    .doc(seaworthy_check::header!("endless_service_restart.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                restart: always   #! service `web` is started anew without end
            ",
        ),
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                restart: on-failure:5
            ",
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    let Some(policy) = view.at("restart") else {
        return;
    };
    let text = policy.text().unwrap_or_default();
    if matches!(text, "always" | "unless-stopped" | "on-failure") {
        let message = format!("service `{}` is started anew without end", view.name());
        judge.fail(service.failure(policy, message));
    }
}
