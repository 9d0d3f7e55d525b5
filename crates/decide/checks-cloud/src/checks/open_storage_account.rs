//! A storage account is reached from named networks only.
//!
//! # Why
//! An account that every address reaches is one leaked key away from everything in it.
//!
//! # Fix
//! Set `default_action = "Deny"` in `network_rules`, or switch public access off.
//!
//! # See
//! CIS Azure 3.8
//! CKV_AZURE_35

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::{Node, Resource};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("open_storage_account.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_storage_account" "a" {   #! `azurerm_storage_account.a` is reached from every address
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_storage_account" "a" {
  network_rules {
    default_action = "Deny"
  }
}
"#,
        ),
    ]);

const SAYS: &str = "is reached from every address";

static ASKS: &[Ask] = &[
    needs(
        &["azurerm_storage_account"],
        "network_rules.default_action",
        Want::OneOf(&["Deny"]),
    )
    .elsewhere(
        &["azurerm_storage_account_network_rules"],
        "storage_account_id|storage_account_name",
        "default_action",
        Want::OneOf(&["Deny"]),
    )
    .when(is_public),
    needs(
        &["Microsoft.Storage/storageAccounts"],
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
