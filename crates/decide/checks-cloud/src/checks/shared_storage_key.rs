//! A storage account is used with identities, not with its key.
//!
//! # Why
//! The key is one for everything, never expires and names nobody.
//!
//! # Fix
//! Set `shared_access_key_enabled = false`.
//!
//! # See
//! CIS Azure 3.4
//! CKV2_AZURE_40

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-05", Severity::Low, run)
    .doc(seaworthy_check::header!("shared_storage_key.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_storage_account" "a" {   #! `azurerm_storage_account.a` can be used with its key
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_storage_account" "a" {
  shared_access_key_enabled = false
}
"#,
        ),
    ]);

const SAYS: &str = "can be used with its key";

static ASKS: &[Ask] = &[
    needs(
        &["azurerm_storage_account"],
        "shared_access_key_enabled",
        Want::False,
    ),
    needs(
        &["Microsoft.Storage/storageAccounts"],
        "properties.allowSharedKeyAccess",
        Want::False,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
