//! Storage of Azure is reached over TLS only.
//!
//! # Why
//! Keys and tokens of requests go over the network in plain text otherwise.
//!
//! # Fix
//! Leave `https_traffic_only_enabled` at true.
//!
//! # See
//! CIS Azure 3.1
//! CKV_AZURE_3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("CLU-02", Severity::High, run)
    .doc(seaworthy_check::header!("plain_http_storage.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_storage_account" "a" {
  https_traffic_only_enabled = false   #! `azurerm_storage_account.a` is reached without TLS
}
"#,
        ),
        Example::new(
            r#"
resource a 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: 'a'
  properties: {
    supportsHttpsTrafficOnly: false   #! `a` is reached without TLS
  }
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_storage_account" "a" {
  https_traffic_only_enabled = true
}
"#,
        ),
    ]);

const SAYS: &str = "is reached without TLS";

static ASKS: &[Ask] = &[
    allows(
        &["azurerm_storage_account"],
        "https_traffic_only_enabled",
        Want::True,
    ),
    allows(
        &["azurerm_storage_account"],
        "enable_https_traffic_only",
        Want::True,
    ),
    allows(
        &["Microsoft.Storage/storageAccounts"],
        "properties.supportsHttpsTrafficOnly",
        Want::True,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
