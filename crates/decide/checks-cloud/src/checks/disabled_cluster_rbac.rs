//! A managed cluster of Azure has RBAC on.
//!
//! # Why
//! Without RBAC everyone who can sign in at all is an administrator.
//!
//! # Fix
//! Remove `role_based_access_control_enabled = false`; it needs a new cluster.
//!
//! # See
//! CIS AKS 5.2
//! CKV_AZURE_5

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-01", Severity::Critical, run)
    .doc(seaworthy_check::header!("disabled_cluster_rbac.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_kubernetes_cluster" "a" {
  role_based_access_control_enabled = false   #! `azurerm_kubernetes_cluster.a` has RBAC switched off
}
"#,
        ),
        Example::new(
            r#"
resource a 'Microsoft.ContainerService/managedClusters@2024-01-01' = {
  name: 'a'
  properties: {
    enableRBAC: false   #! `a` has RBAC switched off
  }
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_kubernetes_cluster" "a" {
  role_based_access_control_enabled = true
}
"#,
        ),
    ]);

const SAYS: &str = "has RBAC switched off";

static ASKS: &[Ask] = &[
    allows(
        &["azurerm_kubernetes_cluster"],
        "role_based_access_control_enabled",
        Want::True,
    ),
    allows(
        &["azurerm_kubernetes_cluster"],
        "role_based_access_control?.enabled",
        Want::True,
    ),
    allows(
        &["Microsoft.ContainerService/managedClusters"],
        "properties.enableRBAC",
        Want::True,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
