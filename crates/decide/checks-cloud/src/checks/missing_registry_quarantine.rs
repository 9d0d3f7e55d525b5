//! A registry of Azure holds images back until they are scanned.
//!
//! # Why
//! An image that can be pulled at once runs before anybody has looked at it.
//!
//! # Fix
//! Set `quarantine_policy_enabled = true` and release what passes the scan.
//!
//! # See
//! CKV_AZURE_166

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("PRV-03", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_registry_quarantine.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_container_registry" "a" {   #! `azurerm_container_registry.a` gives images out before they are scanned
  sku = "Premium"
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_container_registry" "a" {
  quarantine_policy_enabled = true
}
"#,
        ),
    ]);

const SAYS: &str = "gives images out before they are scanned";

static ASKS: &[Ask] = &[
    needs(
        &["azurerm_container_registry"],
        "quarantine_policy_enabled",
        Want::True,
    ),
    needs(
        &["Microsoft.ContainerRegistry/registries"],
        "properties.policies.quarantinePolicy.status",
        Want::OneOf(&["enabled"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
