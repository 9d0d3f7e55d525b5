//! The API server of a managed cluster is reached from named networks only.
//!
//! # Why
//! An API server that answers every address is scanned within minutes of its creation, and each
//! weakness in it is everybody's.
//!
//! # Fix
//! List the networks that need it (`public_access_cidrs`, authorized networks, authorized IP
//! ranges), or make it private.
//!
//! # See
//! CIS EKS 5.4.1
//! CIS GKE 5.6.3
//! CIS AKS 5.4.1
//! CKV_AWS_38, CKV_GCP_20, CKV_GCP_18, CKV_AZURE_6

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::{Node, Resource};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs, refuses};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-03", Severity::High, run)
    .doc(seaworthy_check::header!("open_cluster_endpoint.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  master_authorized_networks_config {
    cidr_blocks {
      cidr_block = "0.0.0.0/0"   #! `google_container_cluster.a` lets every address reach its API server
    }
  }
}
"#,
        ),
        Example::new(
            r#"
Resources:
  Main:   #! `Main` lets every address reach its API server
    Type: AWS::EKS::Cluster
    Properties:
      Name: main
"#,
        ),
        Example::new(
            r#"
resource "aws_eks_cluster" "a" {
  vpc_config {
    public_access_cidrs = ["198.51.100.0/24"]
  }
}
resource "azurerm_kubernetes_cluster" "b" {
  api_server_access_profile {
    authorized_ip_ranges = ["198.51.100.0/24"]
  }
}
"#,
        ),
    ]);

const SAYS: &str = "lets every address reach its API server";

static ASKS: &[Ask] = &[
    needs(
        &["aws_eks_cluster"],
        "vpc_config.public_access_cidrs",
        Want::NoneOf(&["0.0.0.0/0", "::/0"]),
    )
    .when(is_public),
    needs(
        &["AWS::EKS::Cluster"],
        "ResourcesVpcConfig.PublicAccessCidrs",
        Want::NoneOf(&["0.0.0.0/0", "::/0"]),
    )
    .when(is_public),
    needs(
        &["google_container_cluster"],
        "master_authorized_networks_config.cidr_blocks.cidr_block",
        Want::NoneOf(&["0.0.0.0/0", "::/0"]),
    )
    .when(is_public),
    refuses(&["azurerm_kubernetes_cluster"], lacks_ranges),
    needs(
        &["Microsoft.ContainerService/managedClusters"],
        "properties.apiServerAccessProfile.authorizedIPRanges",
        Want::NoneOf(&["0.0.0.0/0", "*"]),
    )
    .when(is_public),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

/// Not of a cluster that has no public address at all.
fn is_public(resource: &Resource) -> bool {
    let truth = |path: &str| resource.look(path).known().and_then(Node::as_bool);
    truth("vpc_config.endpoint_public_access") != Some(false)
        && truth("ResourcesVpcConfig.EndpointPublicAccess") != Some(false)
        && truth("private_cluster_config.enable_private_endpoint") != Some(true)
        && truth("private_cluster_enabled") != Some(true)
        && truth("properties.apiServerAccessProfile.enablePrivateCluster") != Some(true)
}

/// Versions of the provider name the ranges differently.
fn lacks_ranges(resource: &Resource) -> bool {
    const PATHS: &[&str] = &[
        "api_server_access_profile.authorized_ip_ranges",
        "api_server_authorized_ip_ranges",
    ];
    is_public(resource) && PATHS.iter().all(|path| resource.look(path).is_absent())
}
