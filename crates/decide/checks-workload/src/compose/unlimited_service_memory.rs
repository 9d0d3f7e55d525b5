//! A service cannot take all memory of its host.
//!
//! # Why
//! Without a limit one leak or one attack takes the memory of the host, and the kernel ends
//! programs of others.
//!
//! # Fix
//! Set `mem_limit` or `deploy.resources.limits.memory`.
//!
//! # See
//! CIS Docker 5.11

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("WKL-05", Severity::Medium, run)
    .doc(seaworthy_check::header!("unlimited_service_memory.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:   #! service `web` has no memory limit
                image: shop/web:1.4
            ",
        ),
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                deploy: {resources: {limits: {memory: 256M}}}
            ",
        ),
    ]);

const FIELDS: &[&str] = &["mem_limit", "deploy.resources.limits.memory"];

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    let is_set = |path: &&str| {
        let value = view.at(path);
        // Zero and below mean none.
        value.is_some_and(|value| {
            !value
                .text()
                .is_some_and(|text| text == "0" || text.starts_with('-'))
        })
    };
    if !FIELDS.iter().any(is_set) {
        let message = format!("service `{}` has no memory limit", view.name());
        judge.fail(service.service_failure(message));
    }
}
