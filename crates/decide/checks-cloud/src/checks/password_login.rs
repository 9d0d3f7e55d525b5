//! Machines are signed in to with keys.
//!
//! # Why
//! Passwords are guessed; keys are not.
//!
//! # Fix
//! Set `disable_password_authentication = true` and name a key.
//!
//! # See
//! CIS Azure 7.2
//! CKV_AZURE_1, CKV_AZURE_149, CKV_AZURE_178

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("HST-03", Severity::Medium, run)
    .doc(seaworthy_check::header!("password_login.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_linux_virtual_machine" "a" {
  disable_password_authentication = false   #! `azurerm_linux_virtual_machine.a` takes passwords at sign-in
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_linux_virtual_machine" "a" {
  disable_password_authentication = true
}
"#,
        ),
    ]);

const SAYS: &str = "takes passwords at sign-in";

static ASKS: &[Ask] = &[
    allows(
        &["azurerm_linux_virtual_machine"],
        "disable_password_authentication",
        Want::True,
    ),
    allows(
        &["azurerm_virtual_machine"],
        "os_profile_linux_config?.disable_password_authentication",
        Want::True,
    ),
    allows(
        &["Microsoft.Compute/virtualMachines"],
        "properties.osProfile?.linuxConfiguration?.disablePasswordAuthentication",
        Want::True,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
