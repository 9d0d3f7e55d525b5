//! A Service does not claim external addresses.
//!
//! # Why
//! Whoever may write `externalIPs` can name any address, and traffic of the cluster to that address
//! is sent to the pods of the Service: a man in the middle by one field (CVE-2020-8554).
//!
//! # Fix
//! Remove `externalIPs`; use a load balancer or an Ingress, and turn on the admission plug-in
//! `DenyServiceExternalIPs`.
//!
//! # See
//! CVE-2020-8554

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::{Value, edit};
use seaworthy_model::Severity;

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("NET-04", Severity::High, run)
    .doc(seaworthy_check::header!("external_ip_service.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec:
              externalIPs: [203.0.113.7]   #! the Service claims the external address 203.0.113.7
              ports: [{port: 80}]
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {ports: [{port: 80}]}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for service in cluster
        .of_kind("Service")
        .filter(|object| object.group().is_empty())
    {
        let addresses = service.at("spec.externalIPs");
        let Some(addresses) = addresses.filter(|addresses| !addresses.is_empty()) else {
            continue;
        };
        let shown: Vec<&str> = addresses.items().filter_map(Value::text).collect();
        let plural = if shown.len() == 1 { "" } else { "es" };
        let message = format!(
            "the Service claims the external address{plural} {}",
            shown.join(", ")
        );
        let failure = cluster.failure(service, addresses, message);
        let patch = service
            .at("spec")
            .and_then(|spec| edit::remove(spec, "externalIPs"));
        judge.fail(failure.patch(patch));
    }
}
