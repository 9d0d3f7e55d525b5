//! A service of Compose does not run privileged.
//!
//! # Why
//! A privileged container sees every device of the host and holds every capability: who takes it
//! over has the host.
//!
//! # Fix
//! Remove `privileged: true`; name the one device or capability that is needed under `devices` or
//! `cap_add`.
//!
//! # See
//! CIS Docker 5.5

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::edit;
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("WKL-01", Severity::Critical, run)
    .doc(seaworthy_check::header!("privileged_service.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                privileged: true   #! service `web` is privileged
            ",
        ),
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                privileged: false
            ",
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    service.tell_unresolved("privileged", judge);
    let is_on = view.flag("privileged") == Some(true);
    let Some(privileged) = view.at("privileged").filter(|_| is_on) else {
        return;
    };
    let message = format!("service `{}` is privileged", view.name());
    let failure = service.failure(privileged, message);
    judge.fail(failure.patch(edit::remove(view.value(), "privileged")));
}
