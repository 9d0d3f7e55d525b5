//! A registry has no public address.
//!
//! # Why
//! A registry that every address reaches is one leaked password away from everybody's images.
//!
//! # Fix
//! Set `public_network_access_enabled = false` and use private endpoints.
//!
//! # See
//! CIS Azure: container registry
//! CKV_AZURE_139

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("PRV-06", Severity::Medium, run)
    .doc(seaworthy_check::header!("public_registry.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_container_registry" "a" {   #! `azurerm_container_registry.a` is reached from every address
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_container_registry" "a" {
  public_network_access_enabled = false
}
"#,
        ),
    ]);

const SAYS: &str = "is reached from every address";

static ASKS: &[Ask] = &[
    needs(
        &["azurerm_container_registry"],
        "public_network_access_enabled",
        Want::False,
    ),
    needs(
        &["Microsoft.ContainerRegistry/registries"],
        "properties.publicNetworkAccess",
        Want::OneOf(&["Disabled"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
