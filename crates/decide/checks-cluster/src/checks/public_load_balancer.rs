//! A load balancer is internal, or open to known addresses alone.
//!
//! # Why
//! A Service of the type LoadBalancer gets a public address on most clouds, and nothing in front of
//! it checks who calls.
//!
//! # Fix
//! Set `loadBalancerSourceRanges`, or the annotation of the cloud for an internal load balancer;
//! publish web programs by an Ingress.
//!
//! # See
//! NSA and CISA Kubernetes Hardening Guide: network separation

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::Object;
use seaworthy_model::{Confidence, Severity};

use crate::{Cluster, network};

/// Annotations by which clouds make a load balancer internal, and the values that do so.
const INTERNAL: &[(&str, &[&str])] = &[
    ("networking.gke.io/load-balancer-type", &["internal"]),
    ("cloud.google.com/load-balancer-type", &["internal"]),
    (
        "service.beta.kubernetes.io/aws-load-balancer-internal",
        &["true", "0.0.0.0/0"],
    ),
    (
        "service.beta.kubernetes.io/aws-load-balancer-scheme",
        &["internal"],
    ),
    (
        "service.beta.kubernetes.io/azure-load-balancer-internal",
        &["true"],
    ),
    (
        "service.beta.kubernetes.io/oci-load-balancer-internal",
        &["true"],
    ),
    (
        "oci-network-load-balancer.oraclecloud.com/internal",
        &["true"],
    ),
    (
        "service.beta.kubernetes.io/openstack-internal-load-balancer",
        &["true"],
    ),
    (
        "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type",
        &["intranet"],
    ),
    (
        "service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type",
        &["private"],
    ),
];

pub(super) static CHECK: Check<Cluster> = Check::new("NET-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("public_load_balancer.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec:
              type: LoadBalancer   #! Service `web` is open to every address
              ports: [{port: 80}]
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec:
              type: LoadBalancer
              loadBalancerSourceRanges: [192.0.2.0/24]
              ports: [{port: 80}]
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Service
            metadata:
              name: web
              annotations: {networking.gke.io/load-balancer-type: Internal}
            spec:
              type: LoadBalancer
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for service in cluster.of_group("", "Service") {
        let kind = service.at("spec.type");
        let Some(kind) = kind.filter(|kind| kind.text() == Some("LoadBalancer")) else {
            continue;
        };
        let ranges = service.at("spec.loadBalancerSourceRanges");
        let ranges = ranges.filter(|ranges| !ranges.is_empty());
        let mut items = ranges
            .into_iter()
            .flat_map(Value::items)
            .filter_map(Value::text);
        let is_open = ranges.is_none() || items.any(network::is_everywhere);
        if is_open && !is_internal(service) {
            let message = format!("Service `{}` is open to every address", service.name());
            judge.fail(cluster.failure(service, ranges.unwrap_or(kind), message));
        }
    }
}

fn is_internal(service: &Object) -> bool {
    INTERNAL.iter().any(|(key, values)| {
        let value = service.annotation(key).and_then(Value::text);
        value.is_some_and(|value| values.iter().any(|one| one.eq_ignore_ascii_case(value)))
    })
}
