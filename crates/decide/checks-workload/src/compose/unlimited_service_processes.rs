//! A service cannot start processes without end.
//!
//! # Why
//! A program that starts itself again and again takes all numbers of processes, and nobody can log
//! in any more.
//!
//! # Fix
//! Set `pids_limit` or `deploy.resources.limits.pids`.
//!
//! # See
//! CIS Docker 5.29

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("WKL-05", Severity::Low, run)
    .doc(seaworthy_check::header!("unlimited_service_processes.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:   #! service `web` has no limit of processes
                image: shop/web:1.4
            ",
        ),
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                deploy: {resources: {limits: {pids: 200}}}
            ",
        ),
    ]);

const FIELDS: &[&str] = &["pids_limit", "deploy.resources.limits.pids"];

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
        let message = format!("service `{}` has no limit of processes", view.name());
        judge.fail(service.service_failure(message));
    }
}
