//! A service cannot write to its own root filesystem.
//!
//! # Why
//! Who takes over a program leaves tools and changed programs in a filesystem that can be written
//! to.
//!
//! # Fix
//! Set `read_only: true`, and `tmpfs` or volumes for folders that are written to.
//!
//! # See
//! CIS Docker 5.12

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("WKL-02", Severity::Medium, run)
    .doc(seaworthy_check::header!("writable_service_filesystem.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:   #! service `web` can write to its root filesystem
                image: shop/web:1.4
            ",
        ),
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                read_only: true
                tmpfs: [/tmp]
            ",
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    if view.flag("read_only") != Some(true) {
        let message = format!("service `{}` can write to its root filesystem", view.name());
        let at = view.at("read_only").unwrap_or(view.key());
        judge.fail(service.failure(at, message));
    }
}
