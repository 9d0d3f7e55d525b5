//! Secrets of a managed cluster are encrypted with a key of the owner.
//!
//! # Why
//! Without it the objects in etcd are as readable as the disks and backups below them, and the key
//! cannot be taken away.
//!
//! # Fix
//! Give the cluster a key of its key management service: `encryption_config` with `secrets`,
//! `database_encryption`, `key_management_service`.
//!
//! # See
//! CIS EKS 5.3.1
//! CIS GKE 5.3.1
//! CKV_AWS_58, CKV_GCP_91

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-02", Severity::High, run)
    .doc(seaworthy_check::header!("unencrypted_cluster_secrets.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_eks_cluster" "a" {   #! `aws_eks_cluster.a` keeps Secrets without a key of its own
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_eks_cluster" "a" {
  encryption_config {
    resources = ["secrets"]
    provider {
      key_arn = aws_kms_key.k.arn
    }
  }
}
resource "google_container_cluster" "b" {
  database_encryption {
    state = "ENCRYPTED"
  }
}
"#,
        ),
    ]);

const SAYS: &str = "keeps Secrets without a key of its own";

static ASKS: &[Ask] = &[
    needs(
        &["aws_eks_cluster"],
        "encryption_config.resources",
        Want::Holds("secrets"),
    ),
    needs(
        &["AWS::EKS::Cluster"],
        "EncryptionConfig.Resources",
        Want::Holds("secrets"),
    ),
    needs(
        &["google_container_cluster"],
        "database_encryption.state",
        Want::OneOf(&["ENCRYPTED", "ALL_OBJECTS_ENCRYPTION_ENABLED"]),
    ),
    needs(
        &["azurerm_kubernetes_cluster"],
        "key_management_service",
        Want::Present,
    ),
    needs(
        &["Microsoft.ContainerService/managedClusters"],
        "properties.securityProfile.azureKeyVaultKms.enabled",
        Want::True,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
