//! People sign in to a managed cluster through a directory.
//!
//! # Why
//! Accounts outside of the directory outlive the people who used them.
//!
//! # Fix
//! Set `azure_active_directory_role_based_access_control` on AKS, `authenticator_groups_config` on
//! GKE.
//!
//! # See
//! CIS GKE 5.8.2
//! CIS AKS 5.2.1
//! CKV_GCP_65

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Resource;
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs, refuses};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("missing_cluster_directory.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_kubernetes_cluster" "a" {   #! `azurerm_kubernetes_cluster.a` is not joined to a directory
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_kubernetes_cluster" "a" {
  azure_active_directory_role_based_access_control {
    azure_rbac_enabled = true
  }
}
"#,
        ),
    ]);

const SAYS: &str = "is not joined to a directory";

static ASKS: &[Ask] = &[
    refuses(&["azurerm_kubernetes_cluster"], lacks_directory),
    needs(
        &["Microsoft.ContainerService/managedClusters"],
        "properties.aadProfile",
        Want::Present,
    ),
    needs(
        &["google_container_cluster"],
        "authenticator_groups_config.security_group",
        Want::Present,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

/// Versions of the provider name the block differently.
fn lacks_directory(resource: &Resource) -> bool {
    const PATHS: &[&str] = &[
        "azure_active_directory_role_based_access_control",
        "role_based_access_control.azure_active_directory",
    ];
    PATHS.iter().all(|path| resource.look(path).is_absent())
}
