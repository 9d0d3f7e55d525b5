//! Services find each other by the network of the project.
//!
//! # Why
//! `links` are left from a time before networks; on the shared bridge they hand out the variables
//! of the other container.
//!
//! # Fix
//! Remove `links`: services reach each other by their names.
//!
//! # See
//! Docker documentation, legacy container links

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("NET-07", Severity::Negligible, run)
    .doc(seaworthy_check::header!("linked_service.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                links: [db]   #! service `web` uses links
              db:
                image: postgres:17
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
    for field in ["links", "external_links"] {
        if let Some(links) = view.at(field).filter(|links| !links.is_empty()) {
            let message = format!("service `{}` uses links", view.name());
            judge.fail(service.failure(links, message));
        }
    }
}
