//! The API server of a managed cluster has no public address.
//!
//! # Why
//! Whoever reaches an API server can try stolen tokens and new weaknesses against it. An address
//! in the own network is seen by far fewer.
//!
//! # Fix
//! Use the private endpoint and reach it through a VPN, a bastion or a peered network.
//!
//! # See
//! CIS EKS 5.4.2
//! CIS GKE 5.6.4
//! CIS AKS 5.4.2
//! CKV_AWS_39, CKV_GCP_25, CKV_AZURE_115

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-03", Severity::Medium, run)
    .doc(seaworthy_check::header!("public_cluster_endpoint.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_eks_cluster" "a" {
  vpc_config {
    endpoint_public_access = true   #! `aws_eks_cluster.a` has a public API server
  }
}
"#,
        ),
        Example::new(
            r#"
resource "google_container_cluster" "a" {   #! `google_container_cluster.a` has a public API server
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource a 'Microsoft.ContainerService/managedClusters@2024-01-01' = {   #! `a` has a public API server
  name: 'a'
  properties: {}
}
"#,
        ),
        Example::new(
            r#"
resource "aws_eks_cluster" "a" {
  vpc_config {
    endpoint_public_access = false
  }
}
resource "azurerm_kubernetes_cluster" "b" {
  private_cluster_enabled = true
}
"#,
        ),
    ]);

const SAYS: &str = "has a public API server";

static ASKS: &[Ask] = &[
    needs(
        &["aws_eks_cluster"],
        "vpc_config.endpoint_public_access",
        Want::False,
    ),
    needs(
        &["AWS::EKS::Cluster"],
        "ResourcesVpcConfig.EndpointPublicAccess",
        Want::False,
    ),
    needs(
        &["google_container_cluster"],
        "private_cluster_config.enable_private_endpoint",
        Want::True,
    ),
    needs(
        &["azurerm_kubernetes_cluster"],
        "private_cluster_enabled",
        Want::True,
    ),
    needs(
        &["Microsoft.ContainerService/managedClusters"],
        "properties.apiServerAccessProfile.enablePrivateCluster",
        Want::True,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
