//! Machines of Azure take no extensions.
//!
//! # Why
//! An extension runs as root, installed by whoever may change the machine.
//!
//! # Fix
//! Set `allow_extension_operations = false`.
//!
//! # See
//! CKV_AZURE_50

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::{Confidence, Severity};

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("HST-03", Severity::Low, run)
    .doc(seaworthy_check::header!("open_machine_extensions.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            r#"
resource "azurerm_linux_virtual_machine" "a" {   #! `azurerm_linux_virtual_machine.a` takes extensions
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_linux_virtual_machine" "a" {
  allow_extension_operations = false
}
"#,
        ),
    ]);

const SAYS: &str = "takes extensions";

static ASKS: &[Ask] = &[needs(
    &[
        "azurerm_linux_virtual_machine",
        "azurerm_windows_virtual_machine",
    ],
    "allow_extension_operations",
    Want::False,
)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
