//! A service cannot take all processors of its host.
//!
//! # Why
//! Without a limit a service takes all time that others leave over.
//!
//! # Fix
//! Set `cpus` or `deploy.resources.limits.cpus`.
//!
//! # See
//! CIS Docker 5.12

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("WKL-05", Severity::Low, run)
    .doc(seaworthy_check::header!("unlimited_service_cpu.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:   #! service `web` has no CPU limit
                image: shop/web:1.4
            ",
        ),
        Example::new(
            r#"
            services:
              web:
                image: shop/web:1.4
                deploy: {resources: {limits: {cpus: "1"}}}
            "#,
        ),
    ]);

const FIELDS: &[&str] = &[
    "cpus",
    "cpu_quota",
    "cpu_shares",
    "cpuset",
    "deploy.resources.limits.cpus",
];

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
        let message = format!("service `{}` has no CPU limit", view.name());
        judge.fail(service.service_failure(message));
    }
}
