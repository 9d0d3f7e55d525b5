//! A service mounts the volumes that it needs by name.
//!
//! # Why
//! `volumes_from` gives all volumes of another service, also those that are added later, and
//! writable unless said otherwise.
//!
//! # Fix
//! Name the volumes under `volumes`.
//!
//! # See
//! Compose specification, volumes_from

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("WKL-07", Severity::Low, run)
    .doc(seaworthy_check::header!("borrowed_service_volumes.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                volumes_from: [db]   #! service `web` gets every volume of another
              db:
                image: postgres:17
            ",
        ),
        Example::new(
            r#"
            services:
              web:
                image: shop/web:1.4
                volumes: ["data:/data:ro"]
            volumes: {data: {}}
            "#,
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    if let Some(list) = view.at("volumes_from").filter(|list| !list.is_empty()) {
        let message = format!("service `{}` gets every volume of another", view.name());
        judge.fail(service.failure(list, message));
    }
}
