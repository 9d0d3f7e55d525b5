//! Endpoints are addresses of pods, not of the node itself.
//!
//! # Why
//! A Service whose endpoint is a loopback or link-local address sends its clients to the node:
//! kube-proxy carried them past the guard of such addresses (CVE-2021-25737, CVE-2020-8558).
//!
//! # Fix
//! Name addresses of pods or of outer servers.
//!
//! # See
//! CVE-2021-25737

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::Object;
use seaworthy_model::Severity;

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("NET-04", Severity::High, run)
    .doc(seaworthy_check::header!("loopback_endpoint.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: web}
            addressType: IPv4
            endpoints:
              - addresses: [127.0.0.1]   #! EndpointSlice `web` sends traffic to 127.0.0.1
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Endpoints
            metadata: {name: web}
            subsets:
              - addresses: [{ip: 192.0.2.1}]
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for slice in cluster.of_group("discovery.k8s.io", "EndpointSlice") {
        let endpoints = slice
            .at("endpoints")
            .map(Value::items)
            .into_iter()
            .flatten();
        let addresses = endpoints.filter_map(|endpoint| endpoint.get("addresses"));
        for address in addresses.flat_map(Value::items) {
            tell(cluster, slice, address, judge);
        }
    }
    for endpoints in cluster.of_group("", "Endpoints") {
        let subsets = endpoints
            .at("subsets")
            .map(Value::items)
            .into_iter()
            .flatten();
        let addresses = subsets.filter_map(|subset| subset.get("addresses"));
        for address in addresses
            .flat_map(Value::items)
            .filter_map(|one| one.get("ip"))
        {
            tell(cluster, endpoints, address, judge);
        }
    }
}

fn tell(cluster: &Cluster, object: &Object, address: Value<'_>, judge: &mut Judge) {
    let text = address.text().unwrap_or_default();
    if ["127.", "169.254.", "fe80:"]
        .iter()
        .any(|start| text.starts_with(start))
        || text == "::1"
    {
        let message = format!(
            "{} `{}` sends traffic to {text}",
            object.kind(),
            object.name()
        );
        judge.fail(cluster.failure(object, address, message));
    }
}
