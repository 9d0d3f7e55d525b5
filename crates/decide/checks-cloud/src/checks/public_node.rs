//! Nodes of a managed cluster have no public address.
//!
//! # Why
//! A node with a public address offers its kubelet, its node ports and its SSH to the world, one
//! firewall rule away.
//!
//! # Fix
//! Set `enable_private_nodes = true` on GKE; leave public addresses of node pools off on AKS.
//!
//! # See
//! CIS GKE 5.6.5
//! CIS AKS 5.4.3
//! CKV_GCP_64, CKV_AZURE_143

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("public_node.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  private_cluster_config {
    enable_private_nodes = false   #! `google_container_cluster.a` gives its nodes public addresses
  }
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_kubernetes_cluster_node_pool" "a" {
  node_public_ip_enabled = true   #! `azurerm_kubernetes_cluster_node_pool.a` gives its nodes public addresses
}
"#,
        ),
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  private_cluster_config {
    enable_private_nodes = true
  }
}
"#,
        ),
    ]);

const SAYS: &str = "gives its nodes public addresses";

static ASKS: &[Ask] = &[
    needs(
        &["google_container_cluster"],
        "private_cluster_config.enable_private_nodes",
        Want::True,
    ),
    allows(
        &["azurerm_kubernetes_cluster"],
        "default_node_pool?.node_public_ip_enabled",
        Want::False,
    ),
    allows(
        &["azurerm_kubernetes_cluster"],
        "default_node_pool?.enable_node_public_ip",
        Want::False,
    ),
    allows(
        &["azurerm_kubernetes_cluster_node_pool"],
        "node_public_ip_enabled",
        Want::False,
    ),
    allows(
        &["azurerm_kubernetes_cluster_node_pool"],
        "enable_node_public_ip",
        Want::False,
    ),
    allows(
        &["Microsoft.ContainerService/managedClusters"],
        "properties.agentPoolProfiles?.enableNodePublicIP",
        Want::False,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
