//! Keys and secrets of a vault have a last day.
//!
//! # Why
//! What never expires is never renewed.
//!
//! # Fix
//! Set `expiration_date`, or a rotation policy.
//!
//! # See
//! CIS Azure 8.1
//! CIS Azure 8.2
//! CKV_AZURE_40, CKV_AZURE_41

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Resource;
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-02", Severity::Low, run)
    .doc(seaworthy_check::header!("unexpiring_vault_key.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_key_vault_secret" "a" {   #! `azurerm_key_vault_secret.a` never expires
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_key_vault_secret" "a" {
  expiration_date = "2027-01-01T00:00:00Z"
}
"#,
        ),
    ]);

const SAYS: &str = "never expires";

static ASKS: &[Ask] = &[
    needs(&["azurerm_key_vault_key"], "expiration_date", Want::Present).when(has_no_policy),
    needs(
        &["azurerm_key_vault_secret"],
        "expiration_date",
        Want::Present,
    ),
    needs(
        &[
            "Microsoft.KeyVault/vaults/secrets",
            "Microsoft.KeyVault/vaults/keys",
        ],
        "properties.attributes.exp",
        Want::Present,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn has_no_policy(resource: &Resource) -> bool {
    resource.look("rotation_policy").is_absent()
}
