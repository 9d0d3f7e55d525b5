//! A service says which user it runs as.
//!
//! # Why
//! Where nothing is said the image decides, and most images start as root.
//!
//! # Fix
//! Set `user` to a number above 0, or use an image that names its user.
//!
//! # See
//! CIS Docker 4.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::{Confidence, Severity};

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("WKL-04", Severity::Low, run)
    .doc(seaworthy_check::header!("unset_service_user.rs"))
    .confidence(Confidence::Low)
    .examples(&[
        Example::new(
            "
            services:
              web:   #! service `web` does not say which user it runs as
                image: shop/web:1.4
            ",
        ),
        Example::new(
            r#"
            services:
              web:
                image: shop/web:1.4
                user: "10001"
            "#,
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    if view.at("user").is_none() {
        let message = format!(
            "service `{}` does not say which user it runs as",
            view.name()
        );
        judge.fail(service.service_failure(message));
    }
}
