//! An image is built without rights over the host.
//!
//! # Why
//! A build runs programs of many strangers: with these rights one of them has the machine that
//! builds.
//!
//! # Fix
//! Remove `privileged`, the entitlements and `network: host`.
//!
//! # See
//! Compose build specification

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("IMG-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("privileged_build.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:
                build:
                  context: .
                  privileged: true   #! the build of service `web` has rights over its host
            ",
        ),
        Example::new(
            "
            services:
              web:
                build: {context: ., network: none}
            ",
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    let privileged = view.at("build.privileged");
    let privileged = privileged.filter(|_| view.flag("build.privileged") == Some(true));
    let entitled = view.list("build.entitlements").find(|right| {
        let text = right.text().unwrap_or_default();
        text.starts_with("security.insecure") || text.starts_with("network.host")
    });
    let network = view
        .at("build.network")
        .filter(|mode| mode.text() == Some("host"));
    if let Some(at) = privileged.or(entitled).or(network) {
        let message = format!(
            "the build of service `{}` has rights over its host",
            view.name()
        );
        judge.fail(service.failure(at, message));
    }
}
