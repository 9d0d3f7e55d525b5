//! A managed cluster enforces network policies.
//!
//! # Why
//! Without a plug-in that honours them, network policies are objects that nobody reads: every pod
//! reaches every pod.
//!
//! # Fix
//! Enable `network_policy` or Dataplane V2 on GKE, `network_policy` on AKS, and the network policy
//! agent of the VPC CNI on EKS.
//!
//! # See
//! CIS GKE 5.6.7
//! CIS AKS 5.4.4
//! CKV_GCP_12, CKV_AZURE_7

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::{Node, Resource};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-01", Severity::High, run)
    .doc(seaworthy_check::header!("missing_network_plugin_policy.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  network_policy {
    enabled = false   #! `google_container_cluster.a` enforces no network policies
  }
}
"#,
        ),
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  datapath_provider = "ADVANCED_DATAPATH"
}
resource "azurerm_kubernetes_cluster" "b" {
  network_profile {
    network_policy = "calico"
  }
}
"#,
        ),
    ]);

const SAYS: &str = "enforces no network policies";

static ASKS: &[Ask] = &[
    needs(
        &["google_container_cluster"],
        "network_policy.enabled",
        Want::True,
    )
    .when(is_classic),
    needs(
        &["azurerm_kubernetes_cluster"],
        "network_profile.network_policy",
        Want::Present,
    ),
    needs(
        &["Microsoft.ContainerService/managedClusters"],
        "properties.networkProfile.networkPolicy",
        Want::Present,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

/// Dataplane V2 and Autopilot enforce policies without being asked.
fn is_classic(resource: &Resource) -> bool {
    let provider = resource.look("datapath_provider").known();
    let autopilot = resource.look("enable_autopilot").known();
    provider.and_then(Node::as_str) != Some("ADVANCED_DATAPATH")
        && autopilot.and_then(Node::as_bool) != Some(true)
}
