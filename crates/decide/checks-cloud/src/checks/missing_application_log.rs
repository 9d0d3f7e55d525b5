//! An application of Azure logs its requests.
//!
//! # Why
//! Without the log of requests nobody can tell what an intruder asked for.
//!
//! # Fix
//! Add `logs` with `http_logs`, `detailed_error_messages` and `failed_request_tracing`.
//!
//! # See
//! CIS Azure 5.1.6
//! CKV_AZURE_63, CKV_AZURE_65, CKV_AZURE_66

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("OPS-03", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_application_log.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_linux_web_app" "a" {   #! `azurerm_linux_web_app.a` does not log its requests
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_linux_web_app" "a" {
  logs {
    http_logs {
      file_system {
        retention_in_days = 90
        retention_in_mb   = 35
      }
    }
  }
}
"#,
        ),
    ]);

const SAYS: &str = "does not log its requests";

static ASKS: &[Ask] = &[needs(
    &[
        "azurerm_app_service",
        "azurerm_linux_web_app",
        "azurerm_windows_web_app",
    ],
    "logs.http_logs",
    Want::Present,
)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
