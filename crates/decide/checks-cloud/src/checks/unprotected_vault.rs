//! A deleted vault can be brought back for some time.
//!
//! # Why
//! Whoever may delete a vault can otherwise destroy all that its keys have encrypted.
//!
//! # Fix
//! Set `purge_protection_enabled = true`.
//!
//! # See
//! CIS Azure 8.5
//! CKV_AZURE_42, CKV_AZURE_110

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-02", Severity::Medium, run)
    .doc(seaworthy_check::header!("unprotected_vault.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_key_vault" "a" {   #! `azurerm_key_vault.a` can be destroyed for good
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource a 'Microsoft.KeyVault/vaults@2023-07-01' = {   #! `a` can be destroyed for good
  name: 'a'
  properties: {}
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_key_vault" "a" {
  purge_protection_enabled = true
}
"#,
        ),
    ]);

const SAYS: &str = "can be destroyed for good";

static ASKS: &[Ask] = &[
    needs(
        &["azurerm_key_vault"],
        "purge_protection_enabled",
        Want::True,
    ),
    needs(
        &["Microsoft.KeyVault/vaults"],
        "properties.enablePurgeProtection",
        Want::True,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
