//! Pods of a managed cluster have addresses of the network itself.
//!
//! # Why
//! With routes instead, firewall rules cannot tell pods from nodes, and pods can claim addresses
//! that are not theirs.
//!
//! # Fix
//! Give the cluster an `ip_allocation_policy`.
//!
//! # See
//! CIS GKE 5.6.2
//! CKV_GCP_23

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::{Node, Resource};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, ask, refuses};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-01", Severity::Low, run)
    .doc(seaworthy_check::header!("routes_based_cluster.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_container_cluster" "a" {   #! `google_container_cluster.a` has no alias addresses
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  ip_allocation_policy {}
}
"#,
        ),
    ]);

const SAYS: &str = "has no alias addresses";

static ASKS: &[Ask] = &[refuses(&["google_container_cluster"], is_routed)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn is_routed(resource: &Resource) -> bool {
    let mode = resource.look("networking_mode").known();
    resource.look("ip_allocation_policy").is_absent()
        && mode.and_then(Node::as_str) != Some("VPC_NATIVE")
        && resource
            .look("enable_autopilot")
            .known()
            .and_then(Node::as_bool)
            != Some(true)
}
