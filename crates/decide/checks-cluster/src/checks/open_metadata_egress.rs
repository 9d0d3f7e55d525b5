//! Network policies keep pods from the metadata service of the cloud.
//!
//! # Why
//! At 169.254.169.254 clouds hand out the login of the node. A policy that allows all addresses
//! allows that one.
//!
//! # Fix
//! Put `169.254.169.254/32` under `except`, and block the address on the nodes.
//!
//! # See
//! MITRE ATT&CK T1552.005

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::{Cluster, network};

/// 169.254.169.254, where it answers over plain HTTP.
const METADATA: u32 = 0xA9FE_A9FE;
const METADATA_PORT: i64 = 80;

pub(super) static CHECK: Check<Cluster> = Check::new("NET-01", Severity::Medium, run)
    .doc(seaworthy_check::header!("open_metadata_egress.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {}
              policyTypes: [Egress]
              egress:
                - to: [{ipBlock: {cidr: 0.0.0.0/0}}]
                  #! NetworkPolicy `web` lets pods reach the metadata service of the cloud
                  ports: [{port: 80}]
            ",
        ),
        Example::new(
            "
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {}
              policyTypes: [Egress]
              egress:
                - to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.0.0/16]}}]
                - to: [{ipBlock: {cidr: 0.0.0.0/0}}]
                  ports: [{port: 443}]
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for policy in network::policies(cluster) {
        let rules = network::rules(policy, network::EGRESS);
        let rules = rules.filter(|rule| network::lets_port(*rule, METADATA_PORT));
        let peers = rules
            .filter_map(|rule| rule.get("to"))
            .flat_map(Value::items);
        let mut blocks = peers.filter_map(|peer| peer.get("ipBlock"));
        if let Some(block) = blocks.find(|block| reaches(*block)) {
            let name = policy.name();
            let message =
                format!("NetworkPolicy `{name}` lets pods reach the metadata service of the cloud");
            judge.fail(cluster.failure(policy, block, message));
        }
    }
}

fn reaches(block: Value<'_>) -> bool {
    let holds = |cidr: Value<'_>| {
        cidr.text()
            .is_some_and(|cidr| network::holds(cidr, METADATA))
    };
    let mut except = block.get("except").map(Value::items).into_iter().flatten();
    block.get("cidr").is_some_and(holds) && !except.any(holds)
}
