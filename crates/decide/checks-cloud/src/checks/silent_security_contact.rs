//! Alerts of Azure reach a person.
//!
//! # Why
//! An alert that nobody gets is no alert.
//!
//! # Fix
//! Set `alert_notifications` and `alerts_to_admins` to true.
//!
//! # See
//! CIS Azure 2.1.19
//! CKV_AZURE_20, CKV_AZURE_21, CKV_AZURE_22

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("OPS-03", Severity::Low, run)
    .doc(seaworthy_check::header!("silent_security_contact.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_security_center_contact" "a" {
  alert_notifications = false   #! `azurerm_security_center_contact.a` sends no alerts
  alerts_to_admins    = true
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_security_center_contact" "a" {
  alert_notifications = true
  alerts_to_admins    = true
}
"#,
        ),
    ]);

const SAYS: &str = "sends no alerts";

static ASKS: &[Ask] = &[
    needs(
        &["azurerm_security_center_contact"],
        "alert_notifications",
        Want::True,
    ),
    needs(
        &["azurerm_security_center_contact"],
        "alerts_to_admins",
        Want::True,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
