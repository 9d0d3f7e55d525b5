//! A vault is reached from named networks only.
//!
//! # Why
//! A vault that every address reaches is one leaked credential away from all secrets.
//!
//! # Fix
//! Set `default_action = "Deny"` in `network_acls`, or switch public access off.
//!
//! # See
//! CIS Azure 8.7
//! CKV_AZURE_109, CKV_AZURE_189

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::{Node, Resource};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-02", Severity::Medium, run)
    .doc(seaworthy_check::header!("open_vault.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_key_vault" "a" {   #! `azurerm_key_vault.a` is reached from every address
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_key_vault" "a" {
  network_acls {
    default_action = "Deny"
    bypass         = "AzureServices"
  }
}
"#,
        ),
    ]);

const SAYS: &str = "is reached from every address";

static ASKS: &[Ask] = &[
    needs(
        &["azurerm_key_vault"],
        "network_acls.default_action",
        Want::OneOf(&["Deny"]),
    )
    .when(is_public),
    needs(
        &["Microsoft.KeyVault/vaults"],
        "properties.networkAcls.defaultAction",
        Want::OneOf(&["Deny"]),
    )
    .when(is_public),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn is_public(resource: &Resource) -> bool {
    let own = resource
        .look("public_network_access_enabled")
        .known()
        .and_then(Node::as_bool);
    let arm = resource
        .look("properties.publicNetworkAccess")
        .known()
        .and_then(Node::as_str);
    own != Some(false) && !arm.is_some_and(|text| text.eq_ignore_ascii_case("disabled"))
}
