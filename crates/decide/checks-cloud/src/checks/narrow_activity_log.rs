//! The activity log has every kind of activity.
//!
//! # Why
//! What is left out cannot be found afterwards.
//!
//! # Fix
//! Name `Action`, `Delete` and `Write` in `categories`.
//!
//! # See
//! CKV_AZURE_38, CKV_ALI_5

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("RUN-05", Severity::Low, run)
    .doc(seaworthy_check::header!("narrow_activity_log.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_monitor_log_profile" "a" {
  categories = ["Action"]   #! `azurerm_monitor_log_profile.a` leaves out activities
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_monitor_log_profile" "a" {
  categories = ["Action", "Delete", "Write"]
}
"#,
        ),
    ]);

const SAYS: &str = "leaves out activities";

static ASKS: &[Ask] = &[
    needs(
        &["azurerm_monitor_log_profile"],
        "categories",
        Want::Holds("Write"),
    ),
    needs(
        &["azurerm_monitor_log_profile"],
        "categories",
        Want::Holds("Delete"),
    ),
    allows(
        &["alicloud_actiontrail_trail"],
        "event_rw",
        Want::OneOf(&["All"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
