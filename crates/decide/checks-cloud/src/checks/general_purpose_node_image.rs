//! Nodes run an operating system that is made for containers.
//!
//! # Why
//! A general-purpose system brings compilers, shells and services that a node does not need, and
//! each of them has to be patched.
//!
//! # Fix
//! Use Container-Optimized OS (`COS_CONTAINERD`), Bottlerocket (`BOTTLEROCKET_x86_64`) or Azure
//! Linux.
//!
//! # See
//! CIS GKE 5.5.1
//! CKV_GCP_22
//! NIST SP 800-190 4.5.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Node;
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("HST-02", Severity::Medium, run)
    .doc(seaworthy_check::header!("general_purpose_node_image.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_container_node_pool" "a" {
  node_config {
    image_type = "UBUNTU_CONTAINERD"   #! `google_container_node_pool.a` runs a general-purpose system on its nodes
  }
}
"#,
        ),
        Example::new(
            r#"
resource "aws_eks_node_group" "a" {
  ami_type = "BOTTLEROCKET_x86_64"
}
resource "google_container_node_pool" "b" {
  node_config {
    image_type = "COS_CONTAINERD"
  }
}
"#,
        ),
    ]);

const SAYS: &str = "runs a general-purpose system on its nodes";

static ASKS: &[Ask] = &[
    allows(
        &["google_container_node_pool", "google_container_cluster"],
        "node_config?.image_type",
        Want::Is(is_small),
    ),
    allows(&["aws_eks_node_group"], "ami_type", Want::Is(is_small)),
    allows(&["AWS::EKS::Nodegroup"], "AmiType", Want::Is(is_small)),
    allows(
        &["azurerm_kubernetes_cluster"],
        "default_node_pool?.os_sku",
        Want::Is(is_small),
    ),
    allows(
        &["azurerm_kubernetes_cluster_node_pool"],
        "os_sku",
        Want::Is(is_small),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn is_small(node: &Node) -> bool {
    let text = node.as_str().unwrap_or_default().to_ascii_uppercase();
    !["UBUNTU", "WINDOWS", "AL2_"]
        .iter()
        .any(|start| text.starts_with(start))
}
