//! A service is not told to run as root.
//!
//! # Why
//! `user: root` makes the program root whatever its image says.
//!
//! # Fix
//! Name a number above 0.
//!
//! # See
//! CIS Docker 4.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("WKL-04", Severity::High, run)
    .doc(seaworthy_check::header!("root_service_user.rs"))
    .examples(&[
        Example::new(
            r#"
            services:
              web:
                image: shop/web:1.4
                user: "0:0"   #! service `web` is told to run as root
            "#,
        ),
        Example::new(
            r#"
            services:
              web:
                image: shop/web:1.4
                user: "10001:10001"
            "#,
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    let Some(user) = view.at("user") else {
        return;
    };
    let text = user.text().unwrap_or_default();
    let name = text.split(':').next().unwrap_or_default().trim();
    if name == "root" || name.parse::<u64>() == Ok(0) {
        let message = format!("service `{}` is told to run as root", view.name());
        judge.fail(service.failure(user, message));
    }
}
