//! Traffic between hosts is encrypted.
//!
//! # Why
//! An overlay network carries what containers say to each other over the wire as it is, unless it
//! is told otherwise.
//!
//! # Fix
//! Add `driver_opts: {encrypted: "true"}` to the network.
//!
//! # See
//! Docker documentation, overlay networks

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("NET-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("plain_overlay_network.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                networks: [back]   #! network `back` of service `web` carries traffic between hosts unencrypted
            networks:
              back: {driver: overlay}
            ",
        ),
        Example::new(
            r#"
            services:
              web:
                image: shop/web:1.4
                networks: [back]
            networks:
              back: {driver: overlay, driver_opts: {encrypted: "true"}}
            "#,
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    let Some(networks) = view.at("networks") else {
        return;
    };
    let listed = networks.items().filter_map(Value::text).map(str::to_owned);
    let keyed = networks.entries().map(|entry| entry.name().into_owned());
    for name in listed.chain(keyed) {
        let Some(network) = service.project().definition("networks", &name) else {
            continue;
        };
        let is_overlay = network.get("driver").and_then(Value::text) == Some("overlay");
        let encrypted = network
            .get("driver_opts")
            .and_then(|options| options.entry("encrypted"));
        let is_encrypted = encrypted.is_some_and(|entry| entry.value.text() != Some("false"));
        if is_overlay && !is_encrypted {
            let service_name = view.name();
            let message = format!(
                "network `{name}` of service `{service_name}` carries traffic between hosts \
                 unencrypted"
            );
            judge.fail(service.failure(networks, message));
        }
    }
}
