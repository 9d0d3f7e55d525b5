//! Managed disks are not downloaded over the Internet.
//!
//! # Why
//! Whoever gets a link can take the whole disk from anywhere.
//!
//! # Fix
//! Set `public_network_access_enabled = false` or `network_access_policy = "DenyAll"`.
//!
//! # See
//! CKV_AZURE_251

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::Low, run)
    .doc(seaworthy_check::header!("public_disk.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_managed_disk" "a" {   #! `azurerm_managed_disk.a` can be downloaded over the Internet
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_managed_disk" "a" {
  public_network_access_enabled = false
}
"#,
        ),
    ]);

const SAYS: &str = "can be downloaded over the Internet";

static ASKS: &[Ask] = &[needs(
    &["azurerm_managed_disk"],
    "public_network_access_enabled",
    Want::False,
)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
