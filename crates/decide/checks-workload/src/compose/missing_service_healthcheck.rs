//! A service says how its health is asked.
//!
//! # Why
//! Without a health check the engine takes a program that hangs for one that runs. An image may
//! bring one.
//!
//! # Fix
//! Add a `healthcheck`, or put one into the image.
//!
//! # See
//! CIS Docker 5.27

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("CLU-09", Severity::Negligible, run)
    .doc(seaworthy_check::header!("missing_service_healthcheck.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:   #! service `web` has no health check
                image: shop/web:1.4
            ",
        ),
        Example::new(
            "
            services:
              log:
                image: shop/log:1.4
                healthcheck:
                  disable: true   #! service `log` turns its health check off
            ",
        ),
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                healthcheck: {test: [CMD, /srv/web, --check]}
            ",
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    let Some(check) = view.at("healthcheck") else {
        let message = format!("service `{}` has no health check", view.name());
        judge.fail(service.service_failure(message));
        return;
    };
    let off = check
        .get("disable")
        .filter(|_| view.flag("healthcheck.disable") == Some(true));
    let none = check.get("test").filter(|_| {
        let mut words = view.list("healthcheck.test").filter_map(Value::text);
        words.next() == Some("NONE")
    });
    if let Some(at) = off.or(none) {
        let message = format!("service `{}` turns its health check off", view.name());
        judge.fail(service.failure(at, message));
    }
}
