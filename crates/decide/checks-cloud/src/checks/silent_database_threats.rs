//! Attacks on databases are told to somebody.
//!
//! # Why
//! An alert that nobody gets is no alert.
//!
//! # Fix
//! Enable the threat detection or alert policy, leave no alert out, and name recipients.
//!
//! # See
//! CIS Azure 4.2.1
//! CKV_AZURE_25, CKV_AZURE_26, CKV_AZURE_27, CKV_AZURE_127, CKV_AZURE_128

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-03", Severity::Low, run)
    .doc(seaworthy_check::header!("silent_database_threats.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_mssql_server_security_alert_policy" "a" {   #! `azurerm_mssql_server_security_alert_policy.a` tells nobody of attacks
  state = "Enabled"
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_mssql_server_security_alert_policy" "a" {
  state                = "Enabled"
  email_account_admins = true
}
"#,
        ),
    ]);

const SAYS: &str = "tells nobody of attacks";

static ASKS: &[Ask] = &[
    allows(
        &["azurerm_mssql_server_security_alert_policy"],
        "disabled_alerts",
        Want::Gone,
    ),
    needs(
        &["azurerm_mssql_server_security_alert_policy"],
        "email_account_admins",
        Want::True,
    ),
    allows(
        &["azurerm_mssql_server_security_alert_policy"],
        "state",
        Want::OneOf(&["Enabled"]),
    ),
    needs(
        &["azurerm_mysql_server", "azurerm_postgresql_server"],
        "threat_detection_policy.enabled",
        Want::True,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
