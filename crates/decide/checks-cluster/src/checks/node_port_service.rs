//! A Service does not open a port on every node.
//!
//! # Why
//! A NodePort listens on every node, on each of its addresses, past the Ingress with its TLS and
//! its rules.
//!
//! # Fix
//! Use the type ClusterIP behind an Ingress or a Gateway.
//!
//! # See
//! kube-score: service-type

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("NET-04", Severity::Low, run)
    .doc(seaworthy_check::header!("node_port_service.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec:
              type: NodePort   #! Service `web` opens a port on every node
              ports: [{port: 80}]
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec:
              type: ClusterIP
              ports: [{port: 80}]
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for service in cluster.of_group("", "Service") {
        let kind = service.at("spec.type");
        if let Some(kind) = kind.filter(|kind| kind.text() == Some("NodePort")) {
            let message = format!("Service `{}` opens a port on every node", service.name());
            judge.fail(cluster.failure(service, kind, message));
        }
    }
}
