//! No application can be debugged from outside.
//!
//! # Why
//! A debugger reads and changes everything in the process.
//!
//! # Fix
//! Remove `remote_debugging_enabled`.
//!
//! # See
//! CIS Azure 9.12
//! CKV_AZURE_72

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("HST-03", Severity::High, run)
    .doc(seaworthy_check::header!("remote_debugging.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_linux_web_app" "a" {
  site_config {
    remote_debugging_enabled = true   #! `azurerm_linux_web_app.a` can be debugged from outside
  }
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_linux_web_app" "a" {
  site_config {
    remote_debugging_enabled = false
  }
}
"#,
        ),
    ]);

const SAYS: &str = "can be debugged from outside";

static ASKS: &[Ask] = &[
    allows(
        &[
            "azurerm_app_service",
            "azurerm_function_app",
            "azurerm_linux_web_app",
            "azurerm_windows_web_app",
            "azurerm_linux_function_app",
            "azurerm_windows_function_app",
        ],
        "site_config?.remote_debugging_enabled",
        Want::False,
    ),
    allows(
        &["Microsoft.Web/sites"],
        "properties.siteConfig?.remoteDebuggingEnabled",
        Want::False,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
