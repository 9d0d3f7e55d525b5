//! A service forbids its processes to gain privileges.
//!
//! # Why
//! Without the option a set-user-id program gives a process more rights than it began with.
//!
//! # Fix
//! Add `no-new-privileges:true` to `security_opt`.
//!
//! # See
//! CIS Docker 5.26

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::edit;
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("WKL-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("gainable_service_privileges.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:   #! processes of service `web` may gain privileges
                image: shop/web:1.4
            ",
        ),
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                security_opt: [no-new-privileges:true]
            ",
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    let mut options = service.security_options();
    let is_set = options.any(|(name, value, _)| name == "no-new-privileges" && value == "true");
    if is_set || view.flag("privileged") == Some(true) {
        return;
    }
    let message = format!("processes of service `{}` may gain privileges", view.name());
    let is_absent = view.at("security_opt").is_none();
    let patch = is_absent.then(|| {
        edit::set(
            view.value(),
            &["security_opt"],
            "[\"no-new-privileges:true\"]",
        )
    });
    judge.fail(service.service_failure(message).patch(patch.flatten()));
}
