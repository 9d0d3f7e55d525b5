//! A registry has no administrator with a password.
//!
//! # Why
//! The account is shared, may push everything, and never expires.
//!
//! # Fix
//! Set `admin_enabled = false`; give people and clusters roles.
//!
//! # See
//! CKV_AZURE_137

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("PRV-06", Severity::High, run)
    .doc(seaworthy_check::header!("registry_admin_user.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_container_registry" "a" {
  admin_enabled = true   #! `azurerm_container_registry.a` has an administrator with a password
}
"#,
        ),
        Example::new(
            r#"
resource a 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'a'
  properties: {
    adminUserEnabled: true   #! `a` has an administrator with a password
  }
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_container_registry" "a" {
  admin_enabled = false
}
"#,
        ),
    ]);

const SAYS: &str = "has an administrator with a password";

static ASKS: &[Ask] = &[
    allows(
        &["azurerm_container_registry"],
        "admin_enabled",
        Want::False,
    ),
    allows(
        &["Microsoft.ContainerRegistry/registries"],
        "properties.adminUserEnabled",
        Want::False,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
