//! A service may not use every device.
//!
//! # Why
//! A rule for all devices lets a container make a node for the disk of the host and read it.
//!
//! # Fix
//! Name the numbers of the one device that is needed.
//!
//! # See
//! CIS Docker 5.17

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("WKL-01", Severity::High, run)
    .doc(seaworthy_check::header!("open_device_rule.rs"))
    .examples(&[
        Example::new(
            r#"
            services:
              web:
                image: shop/web:1.4
                device_cgroup_rules:
                  - "a *:* rwm"   #! service `web` may use every device: `a *:* rwm`
            "#,
        ),
        Example::new(
            r#"
            services:
              web:
                image: shop/web:1.4
                device_cgroup_rules: ["c 188:* rw"]
            "#,
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    for rule in view.list("device_cgroup_rules") {
        let text = rule.text().unwrap_or_default();
        let mut words = text.split_whitespace();
        let kind = words.next().unwrap_or_default();
        let major = words.next().and_then(|numbers| numbers.split(':').next());
        if kind == "a" || major == Some("*") {
            let message = format!("service `{}` may use every device: `{text}`", view.name());
            judge.fail(service.failure(rule, message));
        }
    }
}
