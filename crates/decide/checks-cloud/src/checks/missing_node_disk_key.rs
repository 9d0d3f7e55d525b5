//! Disks of the nodes of AKS are encrypted with a key of the owner.
//!
//! # Why
//! A key of the provider cannot be taken away by the owner.
//!
//! # Fix
//! Name a `disk_encryption_set_id`.
//!
//! # See
//! CKV_AZURE_117

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-04", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_node_disk_key.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_kubernetes_cluster" "a" {   #! `azurerm_kubernetes_cluster.a` encrypts node disks with a key of the provider
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_kubernetes_cluster" "a" {
  disk_encryption_set_id = azurerm_disk_encryption_set.s.id
}
"#,
        ),
    ]);

const SAYS: &str = "encrypts node disks with a key of the provider";

static ASKS: &[Ask] = &[
    needs(
        &["azurerm_kubernetes_cluster"],
        "disk_encryption_set_id",
        Want::Present,
    ),
    needs(
        &["Microsoft.ContainerService/managedClusters"],
        "properties.diskEncryptionSetID",
        Want::Present,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
