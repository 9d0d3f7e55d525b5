//! A service uses the user namespace that the engine gives.
//!
//! # Why
//! With `userns_mode: host` root of the container is root of the host, though the engine was told
//! to keep them apart.
//!
//! # Fix
//! Remove `userns_mode: host`.
//!
//! # See
//! CIS Docker 5.31

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::edit;
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("WKL-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("host_user_service.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                userns_mode: host   #! service `web` shares the users of its host
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
    let mode = view.at("userns_mode");
    if let Some(at) = mode.filter(|mode| mode.text() == Some("host")) {
        let message = format!("service `{}` shares the users of its host", view.name());
        judge.fail(
            service
                .failure(at, message)
                .patch(edit::remove(view.value(), "userns_mode")),
        );
    }
}
