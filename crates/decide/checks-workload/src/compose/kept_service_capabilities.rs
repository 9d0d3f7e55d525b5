//! A service drops the capabilities that the engine gives to all.
//!
//! # Why
//! The default set lets root in a container change owners of files, forge packets and make device
//! nodes.
//!
//! # Fix
//! Set `cap_drop: [ALL]` and add back what the program needs, usually nothing.
//!
//! # See
//! CIS Docker 5.4

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use super::Service;
use crate::capability::{Power, power};

pub(super) static CHECK: Check<Service> = Check::new("WKL-06", Severity::Medium, run)
    .doc(seaworthy_check::header!("kept_service_capabilities.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:   #! service `web` drops no capability
                image: shop/web:1.4
            ",
        ),
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                cap_drop: [ALL]
            ",
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    let mut dropped = view.list("cap_drop").filter_map(Value::text);
    if dropped.any(|name| power(name) == Power::All) || view.flag("privileged") == Some(true) {
        return;
    }
    let some = view.at("cap_drop").filter(|list| !list.is_empty());
    let what = if some.is_some() {
        "some capabilities only"
    } else {
        "no capability"
    };
    let message = format!("service `{}` drops {what}", view.name());
    judge.fail(service.failure(some.unwrap_or(view.key()), message));
}
