//! A service that only others need does not stand where the outside comes in.
//!
//! # Why
//! On one network each service reaches each other one: whoever takes over what is published reaches
//! everything.
//!
//! # Fix
//! Name `networks` for each service, and let only the published one stand in both.
//!
//! # See
//! CIS Docker 5.30

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::compose::ServiceView;
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("NET-07", Severity::Negligible, run)
    .doc(seaworthy_check::header!("undivided_service_network.rs"))
    .examples(&[
        Example::new(
            r#"
            services:
              db:   #! service `db` shares the one network of the project with what is published
                image: postgres:17
              web:
                image: shop/web:1.4
                ports: ["127.0.0.1:8080:8080"]
            "#,
        ),
        Example::new(
            r#"
            services:
              web:
                image: shop/web:1.4
                ports: ["127.0.0.1:8080:8080"]
                networks: [front, back]
              db:
                image: postgres:17
                networks: [back]
            networks: {front: {}, back: {}}
            "#,
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let own = service.view();
    let on_default =
        |view: &ServiceView<'_>| view.at("networks").is_none() && view.at("network_mode").is_none();
    if !on_default(&own) || own.ports().next().is_some() {
        return;
    }
    let mut others = service.project().views();
    if others.any(|view| on_default(&view) && view.ports().next().is_some()) {
        let message = format!(
            "service `{}` shares the one network of the project with what is published",
            own.name()
        );
        judge.fail(service.service_failure(message));
    }
}
