//! A service stays in the control group of its engine.
//!
//! # Why
//! Under another parent the limits of the engine no longer hold for it.
//!
//! # Fix
//! Remove `cgroup_parent`.
//!
//! # See
//! CIS Docker 5.25

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("WKL-05", Severity::Low, run)
    .doc(seaworthy_check::header!("moved_service_cgroup.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                cgroup_parent: shop-high   #! service `web` runs under the control group `shop-high`
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
    if let Some(parent) = view.at("cgroup_parent") {
        let text = parent.text().unwrap_or_default();
        let message = format!(
            "service `{}` runs under the control group `{text}`",
            view.name()
        );
        judge.fail(service.failure(parent, message));
    }
}
