//! A Gateway listens with TLS.
//!
//! # Why
//! What comes in over plain HTTP is read and changed on the way.
//!
//! # Fix
//! Add a listener with the protocol HTTPS and a certificate, and let plain HTTP redirect to it.
//!
//! # See
//! Gateway API reference: Listener

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("NET-04", Severity::Low, run)
    .doc(seaworthy_check::header!("gateway_without_tls.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: web}
            spec:
              listeners: [{name: http, port: 80, protocol: HTTP}]
              #! Gateway `web` has no listener with TLS
            ",
        ),
        Example::new(
            "
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: web}
            spec:
              listeners:
                - {name: http, port: 80, protocol: HTTP}
                - {name: https, port: 443, protocol: HTTPS}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for gateway in cluster.of_group("gateway.networking.k8s.io", "Gateway") {
        let Some(listeners) = gateway.at("spec.listeners").filter(|list| !list.is_empty()) else {
            continue;
        };
        let protocol = |one: Value<'_>| one.get("protocol").and_then(Value::text) == Some("HTTP");
        if listeners.items().all(protocol) {
            let message = format!("Gateway `{}` has no listener with TLS", gateway.name());
            judge.fail(cluster.failure(gateway, listeners, message));
        }
    }
}
